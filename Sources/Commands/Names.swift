import ArgumentParser

/// The value with this name.
///
/// - Throws: a `ValidationError` that suggests the nearest name and lists all.
package func named<Name: RawRepresentable<String> & CaseIterable>(_ text: String) throws -> Name {
  if let name = Name(rawValue: text.lowercased()) { return name }
  let names = Name.allCases.map(\.rawValue)
  let nearest = names.min { $0.editDistance(to: text) < $1.editDistance(to: text) }
    .flatMap { 2 * $0.editDistance(to: text) <= $0.count ? $0 : nil }
  let suggestion = nearest.map { "Did you mean '\($0)'? " } ?? ""
  throw ValidationError("\(suggestion)The names are \(names.joined(separator: ", ")).")
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
