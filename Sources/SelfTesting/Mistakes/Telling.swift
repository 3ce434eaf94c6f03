import GradientChecking

/// How much a map tells of itself, beside its values: what a name for a mistake can be found by.
public enum Telling: String, Sendable, Codable, CaseIterable {
  /// All that it knows: terms, sizes, axes, variants.
  case facts
  /// Named blocks with their shapes, as a closure of several variables has them.
  case shapes
  /// One list of numbers, as a closure of an array has it.
  case flat

  /// A map that tells just this of itself.
  func of(_ map: any DifferentiableMap) -> any DifferentiableMap {
    switch self {
    case .facts: map
    case .shapes: ReticentMap(map)
    case .flat: FlatMap(map)
    }
  }
}

/// A map without its facts, branches and shortcuts.
private struct ReticentMap: DifferentiableMap {
  private let base: any DifferentiableMap

  init(_ base: any DifferentiableMap) { self.base = base }

  var variables: [Variable] { base.variables }
  var outputShape: [Int]? { base.outputShape }
  var precision: Precision { base.precision }
  var allowsConcurrentEvaluation: Bool { base.allowsConcurrentEvaluation }

  func evaluate(at point: Point) throws -> Evaluation {
    Evaluation(try base.evaluate(at: point).output)
  }

  func pullback(of cotangent: [Double], at point: Point) throws -> Point {
    try base.pullback(of: cotangent, at: point)
  }
}

/// A map whose variables are one block without a shape, one after the other.
private struct FlatMap: DifferentiableMap {
  private let base: any DifferentiableMap
  private let bounds: [Range<Int>]

  init(_ base: any DifferentiableMap) {
    self.base = base
    var end = 0
    bounds = base.variables.map { variable in
      defer { end += variable.values.count }
      return end..<end + variable.values.count
    }
  }

  var variables: [Variable] { [Variable("x", values: base.variables.flatMap(\.values))] }
  var precision: Precision { base.precision }
  var allowsConcurrentEvaluation: Bool { base.allowsConcurrentEvaluation }

  func evaluate(at point: Point) throws -> Evaluation {
    Evaluation(try base.evaluate(at: split(point)).output)
  }

  func pullback(of cotangent: [Double], at point: Point) throws -> Point {
    Point([try base.pullback(of: cotangent, at: split(point)).blocks.flatMap(\.self)])
  }

  private func split(_ point: Point) -> Point { Point(bounds.map { Array(point[0][$0]) }) }
}
