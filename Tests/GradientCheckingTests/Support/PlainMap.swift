import GradientChecking
import Testing

/// A map of named, shaped variables that tells nothing else of itself.
struct PlainMap: DifferentiableMap {
  let variables: [Variable]
  let forward: @Sendable (Point) -> [Double]
  let backward: @Sendable (_ u: [Double], Point) -> [[Double]]

  func evaluate(at p: Point) -> Evaluation { Evaluation(forward(p)) }
  func pullback(of u: [Double], at p: Point) -> Point { Point(backward(u, p)) }
}

/// What is said of the first wrong block of a plain map, whose right twin is to pass.
func firstDiagnosis(
  _ variables: [Variable], _ forward: @escaping @Sendable (Point) -> [Double],
  _ backward: @escaping @Sendable (_ u: [Double], Point, _ isWrong: Bool) -> [[Double]]
) throws -> Diagnosis? {
  func report(_ isWrong: Bool) throws -> GradientReport {
    try GradientChecker().check(
      PlainMap(variables: variables, forward: forward) { backward($0, $1, isWrong) }, named: "map")
  }
  #expect(try report(false).isPassed)
  let wrong = try report(true)
  #expect(!wrong.isPassed)
  return wrong.diagnoses.first
}
