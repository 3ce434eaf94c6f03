import LayerChecking
import Layers
import Tensors
import Testing

/// Every regularizer against values from PyTorch; `Tests/References` says how they are made.
@Suite("Regularizers agree with PyTorch")
struct RegularizerReferenceTests {
  @Test("Every regularizer has three references at least", arguments: RegularizerName.allCases)
  func coverage(name: RegularizerName) throws {
    #expect(try RegularizerCase.all().count { $0.regularizer == name } >= 3)
  }

  @Test("A regularizer agrees in double precision", arguments: try RegularizerCase.all())
  func agreesInDoublePrecision(reference: RegularizerCase) throws {
    agree(try reference.regularizer(of: Double.self), reference)
  }

  @Test("A regularizer agrees in single precision", arguments: try RegularizerCase.all())
  func agreesInSinglePrecision(reference: RegularizerCase) throws {
    agree(try reference.regularizer(of: Float.self), reference)
  }

  private func agree<R: Regularizer>(_ regularizer: R, _ reference: RegularizerCase) {
    let parameter: Tensor<R.Scalar> = reference.parameter.tensor()
    expectAgreement(
      of: regularizer.value(of: parameter), with: reference.value, "the penalty")
    expectAgreement(
      of: regularizer.gradient(of: parameter), with: reference.gradient, "the gradient")
  }
}
