import Foundation
import GradientChecking

/// x·eˣ for each of some numbers: several outputs, one variable.
struct Growth: DifferentiableMap {
  let variables: [Variable]

  init(at values: [Double]) { variables = [Variable("x", values: values)] }

  func evaluate(at point: Point) -> Evaluation { Evaluation(point[0].map { $0 * exp($0) }) }

  func pullback(of cotangent: [Double], at point: Point) -> Point {
    Point([zip(cotangent, point[0]).map { $0 * (1 + $1) * exp($1) }])
  }
}

/// Σ xᵢ³ and its gradient.
func cubes(_ x: [Double]) -> (value: Double, gradient: [Double]) {
  (sumOfCubes(x), threeSquares(x))
}

func sumOfCubes(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 * $1 } }

func threeSquares(_ x: [Double]) -> [Double] { x.map { 3 * $0 * $0 } }

/// Twice the gradient that `cubes` has.
func wrongCubes(_ x: [Double]) -> (loss: Double, slopes: [Double]) {
  (sumOfCubes(x), threeSquares(x).map { 2 * $0 })
}
