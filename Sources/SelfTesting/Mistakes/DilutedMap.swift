import GradientChecking

/// A map whose pullback is right but for a share of a wrong one, in some of its coordinates.
struct DilutedMap: DescribedMap {
  let right: any DifferentiableMap
  let wrong: any DifferentiableMap
  let share: Double
  /// The coordinates of each block that are affected.
  let places: [[Int]]

  var variables: [Variable] { right.variables }
  var precision: Precision { right.precision }
  var allowsConcurrentEvaluation: Bool { right.allowsConcurrentEvaluation }

  func evaluate(at point: Point) throws -> Evaluation { try right.evaluate(at: point) }

  func neighborhood(of point: Point) throws -> any Neighborhood {
    try right.neighborhood(of: point)
  }

  func pullback(of cotangent: [Double], at point: Point) throws -> Point {
    var gradient = try right.pullback(of: cotangent, at: point)
    let other = try wrong.pullback(of: cotangent, at: point)
    for (block, places) in places.enumerated() {
      for i in places { gradient[block][i] += share * (other[block][i] - gradient[block][i]) }
    }
    return gradient
  }

  func facts(at point: Point, cotangent: [Double]) throws -> MapFacts {
    try (right as? any DescribedMap)?.facts(at: point, cotangent: cotangent) ?? MapFacts()
  }
}
