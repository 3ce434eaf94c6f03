/// What is wrong with something that was decoded, and where in its document.
package struct Violation: Error, Equatable, CustomStringConvertible {
  /// The place, from the outside in: "partials[0].measurements[3][0].evaluations".
  package private(set) var path: String
  /// What stands there, and what may stand there.
  package let problem: String

  package init(_ path: String, _ problem: String) {
    self.path = path
    self.problem = problem
  }

  package var description: String { path.isEmpty ? problem : "\(path) \(problem)" }

  /// The same seen from outside of the value at `place`, a key or an index in brackets.
  package func inside(_ place: String) -> Violation {
    let separator = path.isEmpty || path.hasPrefix("[") ? "" : "."
    return Violation(place + separator + path, problem)
  }
}

/// What may be asked of decoded values. What does not come true is thrown with the path to it, which is put
/// together on the way out, so that it costs nothing where all is well.
package enum Validation {
  /// Does `body`, whose violations are those of what stands at `key`.
  package static func at(
    _ key: String, _ body: () throws(Violation) -> Void
  ) throws(Violation) {
    do { try body() } catch { throw error.inside(key) }
  }

  /// Does `body` with every element of the array at `key`.
  package static func each<Element>(
    _ key: String, _ elements: [Element], _ body: (Element) throws(Violation) -> Void
  ) throws(Violation) {
    for (index, element) in elements.enumerated() {
      do { try body(element) } catch { throw error.inside("[\(index)]").inside(key) }
    }
  }

  package static func require(
    _ key: String, _ isKept: Bool, _ problem: @autoclosure () -> String
  ) throws(Violation) {
    guard isKept else { throw Violation(key, problem()) }
  }

  /// A count of some of so many.
  package static func count(_ key: String, _ value: Int, of most: Int) throws(Violation) {
    try require(
      key, (0...max(0, most)).contains(value), "is \(value), expected 0 … \(max(0, most))")
  }

  /// The position of one of so many.
  package static func position(_ key: String, _ value: Int, in count: Int) throws(Violation) {
    try require(
      key, (0..<max(0, count)).contains(value),
      "is \(value), expected \(count > 0 ? "0 … \(count - 1)" : "none")")
  }

  /// As many elements as something else has.
  package static func length(
    _ key: String, _ elements: some Collection, _ expected: Int
  ) throws(Violation) {
    try require(
      key, elements.count == expected, "has \(elements.count) elements, expected \(expected)")
  }

  package static func finite(_ key: String, _ value: Double) throws(Violation) {
    try require(key, value.isFinite, "is \(value), expected a finite number")
  }

  /// A size or a bound, which may be infinite or unknown.
  package static func notNegative(_ key: String, _ value: Double) throws(Violation) {
    try require(key, !(value < 0), "is \(value), expected 0 or more")
  }

  /// An error that was worked out, if it was.
  package static func error(_ key: String, _ value: Double?) throws(Violation) {
    try finite(key, value ?? 0)
    try notNegative(key, value ?? 0)
  }

  /// An index along each axis of an array of this shape.
  package static func index(
    _ key: String, _ index: [Int], in shape: [Int]
  ) throws(Violation) {
    try require(
      key,
      index.count == shape.count && zip(index, shape).allSatisfy { (0..<max(0, $1)).contains($0) },
      "is \(index), expected an index into \(shape)")
  }

  /// The number of elements of an array of the shape at `key`.
  package static func size(_ key: String, _ shape: [Int]) throws(Violation) -> Int {
    var size = 1
    for extent in shape {
      let (product, overflows) = size.multipliedReportingOverflow(by: extent)
      try require(key, extent >= 0 && !overflows, "is \(shape), expected extents of 0 or more")
      size = product
    }
    return size
  }
}
