import ArgumentParser

/// The value with this name.
///
/// - Throws: a `ValidationError` that suggests the nearest name and lists all.
package func named<Name: RawRepresentable<String> & CaseIterable>(_ text: String) throws -> Name {
  try named(text, among: Array(Name.allCases)) { $0.rawValue }
}

/// The value with this name, of those of a list.
///
/// - Throws: a `ValidationError` that suggests the nearest name and lists all.
package func named<Value>(
  _ text: String, among values: [Value], by name: (Value) -> String
) throws -> Value {
  let lowercased = text.lowercased()
  if let value = values.first(where: { name($0) == lowercased }) { return value }
  throw ValidationError(suggestion(for: text, among: values.map(name)))
}

/// Says which of the names may have been meant, and lists all.
func suggestion(for text: String, among names: [String]) -> String {
  // What is far longer than any name is like none of them.
  let distances = text.count > 100 ? [] : names.map { ($0, $0.editDistance(to: text)) }
  let nearest = distances.min { $0.1 < $1.1 }.flatMap { 2 * $0.1 <= $0.0.count ? $0.0 : nil }
  let suggestion = nearest.map { "Did you mean '\($0)'? " } ?? ""
  return "\(suggestion)The names are \(names.joined(separator: ", "))."
}

extension CompletionKind {
  /// The names of a list.
  package static func names<Name: RawRepresentable<String> & CaseIterable>(
    of type: Name.Type
  ) -> CompletionKind { .list(type.allCases.map(\.rawValue)) }
}

extension String {
  /// The number of letters to insert, delete or replace to turn this string into `other`
  /// (Levenshtein).
  fileprivate func editDistance(to other: String) -> Int {
    var row = Array(0...other.count)
    for (i, letter) in lowercased().enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, otherLetter) in other.lowercased().enumerated() {
        let replaced = diagonal + (letter == otherLetter ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = Swift.min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[other.count]
  }
}
