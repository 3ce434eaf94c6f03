import CustomLayers
import Foundation
import GradientChecking

/// A normalization that forgets that the root mean square depends on the input, too.
///
/// It is only tested where `WITH_WRONG_GRADIENT` is set, to prove that such a test does not pass.
struct ForgetfulRMSNorm: DifferentiableMap {
  static let isWanted = ProcessInfo.processInfo.environment["WITH_WRONG_GRADIENT"] != nil

  private let right = RMSNormMap()

  var variables: [Variable] { right.variables }

  func evaluate(at point: Point) -> Evaluation { right.evaluate(at: point) }

  func pullback(of cotangent: [Double], at point: Point) -> Point {
    let (x, gain) = (point[0], point[1])
    let output = RMSNorm(gain: gain).forward(x)
    var gradient = right.pullback(of: cotangent, at: point)
    // y / x = γ / r
    gradient[0] = x.indices.map { cotangent[$0] * output[$0] / x[$0] }
    return gradient
  }
}
