import GradientChecking

/// A map whose pullback is right but for one factor in one block.
struct AlteredMap: DescribedMap {
  let base: any DifferentiableMap
  let block: Int
  let factor: Double

  var variables: [Variable] { base.variables }
  var precision: Precision { base.precision }

  func evaluate(at point: Point) throws -> Evaluation { try base.evaluate(at: point) }

  func neighborhood(of point: Point) throws -> any Neighborhood {
    try base.neighborhood(of: point)
  }

  func pullback(of cotangent: [Double], at point: Point) throws -> Point {
    var gradient = try base.pullback(of: cotangent, at: point)
    gradient[block] = gradient[block].map { factor * $0 }
    return gradient
  }

  func facts(at point: Point, cotangent: [Double]) throws -> MapFacts {
    try (base as? any DescribedMap)?.facts(at: point, cotangent: cotangent) ?? MapFacts()
  }
}
