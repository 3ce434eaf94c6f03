import GradientChecking

/// A map with other values for its variables; all else is as before, for the checker too.
struct Relocated<Base: DifferentiableMap>: DifferentiableMap {
  private let base: Base
  private let original: [Variable]
  private let moved: [Variable]

  /// - Throws: where `point` has not the sizes of the variables.
  init(_ base: Base, to point: Point, named subject: String) throws(Misfit) {
    self.base = base
    original = base.variables
    guard point.blocks.count == original.count else {
      throw Misfit(
        "the number of blocks of the point is \(point.blocks.count), that of the variables of "
          + "\(subject) is \(original.count): \(original.map(\.name).joined(separator: ", "))")
    }
    for (variable, block) in zip(original, point.blocks)
    where block.count != variable.values.count {
      throw Misfit(
        "the number of values of the point for \(variable.name) is \(block.count), that of "
          + "\(subject) is \(variable.values.count), of shape \(variable.shape)")
    }
    moved = zip(original, point.blocks).map { variable, block in
      Variable(variable.name, shape: variable.shape, role: variable.role, values: block)
    }
  }

  /// A map whose own values change while it is checked shows that, for the checker to notice.
  var variables: [Variable] {
    let current = base.variables
    return current == original ? moved : current
  }

  var precision: Precision { base.precision }

  var allowsConcurrentEvaluation: Bool { base.allowsConcurrentEvaluation }

  func evaluatingBesideOthers<Result>(_ body: () throws -> Result) rethrows -> Result {
    try base.evaluatingBesideOthers(body)
  }

  func evaluate(at point: Point) throws -> Evaluation { try base.evaluate(at: point) }

  func pullback(of cotangent: [Double], at point: Point) throws -> Point {
    try base.pullback(of: cotangent, at: point)
  }

  func neighborhood(of point: Point) throws -> any Neighborhood {
    try base.neighborhood(of: point)
  }

  func linearization(of point: Point) throws -> any Linearization {
    try base.linearization(of: point)
  }

  func additionalProbes(at point: Point) throws -> [ContractProbe] {
    try base.additionalProbes(at: point)
  }
}

extension Relocated: DifferentiableFunction where Base: DifferentiableFunction {
  func value(at point: Point) throws -> Double { try base.value(at: point) }

  func gradient(at point: Point) throws -> Point { try base.gradient(at: point) }

  func valueWithGradient(at point: Point) throws -> (value: Double, gradient: Point)? {
    try base.valueWithGradient(at: point)
  }
}

extension Relocated: ForwardDifferentiableMap where Base: ForwardDifferentiableMap {
  func pushforward(of tangent: Point, at point: Point) throws -> [Double] {
    try base.pushforward(of: tangent, at: point)
  }
}

extension Relocated: CompositeMap where Base: CompositeMap {
  func parts(at point: Point, cotangent: [Double]) throws -> [MapPart] {
    try base.parts(at: point, cotangent: cotangent)
  }
}
