import CustomLayers
import GradientChecking

/// The normalization as the checker sees it: two blocks of numbers in, one out.
struct RMSNormMap: DifferentiableMap {
  let variables = [
    Variable("input", values: [0.5, -1.25, 2, 0.75]),
    Variable("gain", role: .parameter, values: [1, 0.5, -0.75, 2]),
  ]

  func evaluate(at point: Point) -> Evaluation {
    Evaluation(RMSNorm(gain: point[1]).forward(point[0]))
  }

  func pullback(of cotangent: [Double], at point: Point) -> Point {
    let gradients = RMSNorm(gain: point[1]).backward(cotangent, input: point[0])
    return Point([gradients.input, gradients.gain])
  }
}
