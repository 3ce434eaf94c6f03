import Layers
import Tensors
import Testing

@Suite("BatchNorm")
struct BatchNormTests {
  private let training = ForwardContext(.training)
  private let inference = ForwardContext(.inference)
  private let layer = BatchNorm<Double>(
    gamma: Tensor([3], [2, -0.5, 1.5]), beta: Tensor([3], [0.25, -1, 3]), momentum: 0.25)

  @Test("An input of another rank is refused by name")
  func rank() {
    expectRejection(
      of: [4, 3, 5, 2, 2], by: layer,
      "BatchNorm(3) expects input [N, 3], [N, 3, L] or [N, 3, H, W], got [4, 3, 5, 2, 2]")
  }

  @Test("An input of other channels is refused by name")
  func channels() {
    expectRejection(
      of: [3, 2, 5, 4], by: layer,
      "BatchNorm(3) expects input [N, 3], [N, 3, L] or [N, 3, H, W], got [3, 2, 5, 4]")
  }

  @Test("An empty batch has no statistics and is refused")
  func emptyBatch() {
    expectRejection(
      of: [0, 3], by: layer, "BatchNorm(3) expects at least one sample and pixel, got [0, 3]")
  }

  @Test("A channel comes out with β for its mean and γ² for its variance")
  func moments() throws {
    let x = Tensor<Double>.random([4, 3, 2, 5], seed: 1).map { 3 * $0 - 7 }
    let y = try layer.forward(x, in: training).output
    for channel in 0..<3 {
      var values: [Double] = []
      for offset in 0..<y.count where y.shape.index(ofOffset: offset)[1] == channel {
        values.append(y[offset])
      }
      let mean = values.reduce(0, +) / 40
      let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 40
      let gamma = layer.parameters.gamma[channel]
      #expect(abs(mean - layer.parameters.beta[channel]) < 1e-12)
      // ε takes about 1e-5 of a variance of 9.
      #expect(abs(variance / (gamma * gamma) - 1) < 1e-5)
    }
  }

  @Test("One sample is its own mean: the output is β, and nothing reaches the input")
  func oneSample() throws {
    let x = Tensor<Double>([1, 3], [5, -4, 0.5])
    let (output, cache) = try layer.forward(x, in: training)
    #expect(output == layer.parameters.beta.reshaped([1, 3]))

    let gradients = layer.backward(Tensor([1, 3], [1.5, -2, 7]), cache: cache)
    #expect(gradients.input == Tensor([1, 3]))
    #expect(gradients.parameters.gamma == Tensor([3]))
    #expect(gradients.parameters.beta == Tensor([3], [1.5, -2, 7]))
  }

  @Test("One sample moves the running variance toward 0, not toward what is not a number")
  func oneSampleCommitted() throws {
    var layer = layer
    layer.commit(try layer.forward(Tensor([1, 3], [5, -4, 0.5]), in: training).cache)
    #expect(layer.state.mean == Tensor([3], [1.25, -1, 0.125]))
    #expect(layer.state.variance == Tensor([3], repeating: 0.75))
  }

  @Test("The running variance takes in the unbiased one, or the biased one where that is asked for")
  func runningVariance() throws {
    var (layer, biased) = (BatchNorm<Double>(1, momentum: 1), BatchNorm<Double>(1, momentum: 1))
    biased.keepsBiasedVariance = true
    let cache = try layer.forward(Tensor([4, 1], [1, 3, 5, 7]), in: training).cache
    layer.commit(cache)
    biased.commit(cache)
    #expect(abs(layer.state.variance[0] - 20.0 / 3) < 1e-14)
    #expect(biased.state.variance[0] == 5)
  }

  @Test("A constant channel gives β and finite gradients")
  func constantChannel() throws {
    let (output, cache) = try layer.forward(Tensor([4, 3], repeating: 2), in: training)
    let beta = layer.parameters.beta.elements
    #expect(output.elements == beta + beta + beta + beta)
    let gradients = layer.backward(.random([4, 3], seed: 2), cache: cache)
    #expect(gradients.input.elements.allSatisfy { $0.isFinite })
  }

  @Test("Inference uses the running statistics, which are 0 and 1 at first")
  func inferenceStatistics() throws {
    let layer = BatchNorm<Double>(3, epsilon: 3)
    let y = try layer.forward(Tensor([1, 3], [2, -4, 5]), in: inference).output
    #expect(y.elements == [1, -2, 2.5])
  }

  @Test("In inference there is nothing to commit")
  func inferenceCommit() throws {
    var layer = layer
    layer.commit(try layer.forward(.random([4, 3], seed: 3), in: inference).cache)
    #expect(layer.state.mean == Tensor([3]))
    #expect(layer.state.variance == Tensor([3], repeating: 1))
  }
}
