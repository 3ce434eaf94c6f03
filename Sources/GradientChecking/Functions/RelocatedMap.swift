/// A map with other values for its variables; all else is as before, for the checker too.
package struct RelocatedMap<Base: DifferentiableMap>: DifferentiableMap {
  private let base: Base
  private let original: [Variable]
  private let moved: [Variable]

  /// - Precondition: `point` has a block for each variable, as long as its own.
  package init(_ base: Base, to point: Point) {
    self.base = base
    original = base.variables
    moved = zip(original, point.blocks).map { variable, block in
      Variable(variable.name, shape: variable.shape, role: variable.role, values: block)
    }
  }

  /// A map whose own values change while it is checked shows that, for the checker to notice.
  package var variables: [Variable] {
    let current = base.variables
    return current == original ? moved : current
  }

  package var outputShape: [Int]? { base.outputShape }

  package var precision: Precision { base.precision }

  package var allowsConcurrentEvaluation: Bool { base.allowsConcurrentEvaluation }

  package func evaluatingBesideOthers<Result>(_ body: () throws -> Result) rethrows -> Result {
    try base.evaluatingBesideOthers(body)
  }

  package func evaluate(at point: Point) throws -> Evaluation { try base.evaluate(at: point) }

  package func pullback(of cotangent: [Double], at point: Point) throws -> Point {
    try base.pullback(of: cotangent, at: point)
  }

  package func neighborhood(of point: Point) throws -> any Neighborhood {
    try base.neighborhood(of: point)
  }

  package func linearization(of point: Point) throws -> any Linearization {
    try base.linearization(of: point)
  }

  package func additionalProbes(at point: Point) throws -> [ContractProbe] {
    try base.additionalProbes(at: point)
  }
}

extension RelocatedMap: DifferentiableFunction where Base: DifferentiableFunction {
  package func value(at point: Point) throws -> Double { try base.value(at: point) }

  package func gradient(at point: Point) throws -> Point { try base.gradient(at: point) }

  package func valueWithGradient(at point: Point) throws -> (value: Double, gradient: Point)? {
    try base.valueWithGradient(at: point)
  }
}

extension RelocatedMap: ForwardDifferentiableMap where Base: ForwardDifferentiableMap {
  package func pushforward(of tangent: Point, at point: Point) throws -> [Double] {
    try base.pushforward(of: tangent, at: point)
  }
}

extension RelocatedMap: CompositeMap where Base: CompositeMap {
  package func parts(at point: Point, cotangent: [Double]) throws -> [MapPart] {
    try base.parts(at: point, cotangent: cotangent)
  }
}
