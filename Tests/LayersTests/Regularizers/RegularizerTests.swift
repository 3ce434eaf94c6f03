import Layers
import Tensors
import Testing

@Suite("Regularizers")
struct RegularizerTests {
  private let w = Tensor<Double>([2, 2], [-2, 0, 0.5, 1])

  @Test("The two conventions of L2 differ by a factor of 2, in value and gradient")
  func conventions() {
    let (half, full) = (L2<Double>(0.25, .half), L2<Double>(0.25, .full))
    #expect(half.value(of: w) == 0.65625)
    #expect(full.value(of: w) == 1.3125)
    #expect(half.gradient(of: w).elements == [-0.5, 0, 0.125, 0.25])
    #expect(full.gradient(of: w).elements == [-1, 0, 0.25, 0.5])
  }

  @Test("Only penalties with a kink have branches: the signs of the parameter")
  func branches() {
    #expect(L1<Double>(1).branches(of: w) == [0, 1, 2, 2])
    #expect(ElasticNet<Double>(l1: 1, l2: 1).branches(of: w) == [0, 1, 2, 2])
    #expect(L2<Double>(1, .half).branches(of: w).isEmpty)
  }

  @Test("Weights are regularized by default, biases and scales are not")
  func defaults() {
    #expect(TensorRole.weight.isRegularizedByDefault)
    #expect(!TensorRole.bias.isRegularizedByDefault)
    #expect(!TensorRole.scale.isRegularizedByDefault)
  }
}
