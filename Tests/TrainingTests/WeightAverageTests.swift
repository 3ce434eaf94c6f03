import Layers
import Tensors
import Testing
import Training

@Suite struct WeightAverageTests {
  @Test(arguments: TrainingReferences.stored.averages.indices)
  func `means are PyTorch's`(position: Int) {
    let stored = TrainingReferences.stored.averages[position]
    var average = WeightAverage<Tensor<Double>>(
      stored.decay == 0 ? .uniform : .exponential(stored.decay))
    #expect(average.mean == nil)
    for (weights, mean) in zip(stored.weights, stored.means) {
      average.record(Tensor([3], weights))
      for (a, b) in zip(average.mean!.elements, mean) { #expect(abs(a - b) < 1e-14) }
    }
    #expect(average.count == 5)
  }

  @Test func `weights longer than the limit are cut back, others and biases are not`() {
    let stored = TrainingReferences.stored.limit
    let limit = MaxNorm<Double>(stored.limit)
    var weight = stored.weight.tensor
    limit.project(&weight)
    for (a, b) in zip(weight.elements, stored.projected.tensor.elements) {
      #expect(abs(a - b) < 1e-14)
    }
    #expect(weight != stored.weight.tensor)
    var bias = Tensor<Double>([2], [30, 40])
    limit.project(&bias)
    #expect(bias.elements == [30, 40])
    var layer = Linear(weight: Tensor([1, 2], [30, 40]), bias: Tensor([1], [9]))
    limit.project(&layer)
    #expect(layer.parameters.weight.elements.map { ($0 * 1e6).rounded() / 1e6 } == [1.2, 1.6])
    #expect(layer.parameters.bias?.elements == [9])
  }
}
