import CustomLayers
import GradientCheckTesting
import GradientChecking
import LayerChecking
import Layers
import Tensors
import XCTest

final class GradientXCTests: XCTestCase {
  func testSoftplus() {
    XCTAssertGradients(of: softplusLoss, at: [-1, 0.5, 40])
  }

  func testSoftplusAgainstAGradientOfItsOwn() {
    XCTAssertGradients(
      of: { x in Softplus().forward(x)[0] },
      gradient: { x in Softplus().backward([1], input: x) },
      at: [0.25])
  }

  func testRMSNorm() {
    XCTAssertGradients(of: RMSNormMap())
    XCTAssertGradients(of: RMSNormMap(), at: Point([[0, 1, -1, 0], [3, 3, 3, 3]]), "zeros")
  }

  func testSwish() {
    let input = Tensor<Double>([2, 3], [-2, -0.5, 0, 0.25, 1, 4])
    XCTAssertGradients(
      of: LayerMap(Swish(beta: 1.5), at: input, in: ForwardContext(.training)))
  }

  func testForgetfulRMSNorm() throws {
    try XCTSkipUnless(ForgetfulRMSNorm.isWanted, "WITH_WRONG_GRADIENT is not set")
    XCTAssertGradients(of: ForgetfulRMSNorm())
  }
}
