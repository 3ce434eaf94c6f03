import CustomLayers
import GradientCheckTesting
import GradientChecking
import LayerChecking
import Layers
import Tensors
import Testing

@Suite("Gradients")
struct GradientTests {
  @Test("Softplus", arguments: [[-1, 0.5, 40], [0, 0, 0], [-800, 800, 1e-9]])
  func softplus(point: [Double]) {
    expectGradients(of: softplusLoss, at: point)
  }

  @Test("Softplus against a gradient of its own")
  func softplusAlone() {
    expectGradients(
      of: { x in Softplus().forward(x)[0] },
      gradient: { x in Softplus().backward([1], input: x) },
      at: [0.25])
  }

  @Test("RMS normalization")
  func rmsNorm() {
    expectGradients(of: RMSNormMap())
    expectGradients(of: RMSNormMap(), at: Point([[0, 1, -1, 0], [3, 3, 3, 3]]), "zeros")
  }

  @Test("Swish, a layer of the toolkit", arguments: [0.5, 1.5])
  func swish(beta: Double) {
    let input = Tensor<Double>([2, 3], [-2, -0.5, 0, 0.25, 1, 4])
    expectGradients(
      of: LayerMap(Swish(beta: beta), at: input, in: ForwardContext(.training)))
  }

  @Test(
    "Forgetful normalization",
    .enabled(if: ForgetfulRMSNorm.isWanted, "WITH_WRONG_GRADIENT is not set"))
  func forgetfulRMSNorm() {
    expectGradients(of: ForgetfulRMSNorm())
  }
}
