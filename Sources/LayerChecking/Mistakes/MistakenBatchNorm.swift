import GSL
import GradientChecking
import Layers
import Tensors

/// A batch norm with a classic mistake: its backward takes the batch statistics for constants.
///
/// It shows what a check that fails looks like; see ``CheckSubject/mistaken``.
struct MistakenBatchNorm: Layer {
  var norm: BatchNorm<Double>

  struct Cache: Sendable {
    let base: BatchNorm<Double>.Cache
    let deviations: [Double]
  }

  var parameters: BatchNorm<Double>.Parameters {
    get { norm.parameters }
    set { norm.parameters = newValue }
  }

  var description: String { "MistakenBatchNorm(\(norm.parameters.gamma.count))" }

  func forward(
    _ input: Tensor<Double>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Double>, cache: Cache) {
    let (output, cache) = try norm.forward(input, in: context)
    // With the momentum at 1 and the bias undone, a commit leaves the batch's own variance.
    var committed = BatchNorm(gamma: parameters.gamma, beta: parameters.beta, momentum: 1)
    committed.commit(cache)
    let count = Double(input.count / parameters.gamma.count)
    let deviations = committed.state.variance.elements.map {
      ($0 * (count - 1) / count + norm.epsilon).squareRoot()
    }
    return (output, Cache(base: cache, deviations: deviations))
  }

  func backward(
    _ outputGradient: Tensor<Double>, cache: Cache
  ) -> Gradients<Tensor<Double>, BatchNorm<Double>.Parameters> {
    var gradients = norm.backward(outputGradient, cache: cache.base)
    let (channels, area) = (cache.deviations.count, outputGradient.shape.stride(of: 1))
    for i in 0..<outputGradient.count {
      let c = i / area % channels
      // Wrong: μ and v depend on x, which gives two more terms.
      gradients.input[i] = parameters.gamma[c] / cache.deviations[c] * outputGradient[i]
    }
    return gradients
  }
}

extension CheckSubject {
  /// A layer with a wrong gradient, to see what that looks like.
  public static var mistaken: CheckSubject {
    let generator = RandomGenerator(seed: 1)
    let norm = BatchNorm<Double>(
      gamma: .normal([3], from: generator), beta: .normal([3], from: generator))
    let input = Tensor<Double>.normal([4, 3, 5, 2], from: generator)
    let layer = MistakenBatchNorm(norm: norm)
    return CheckSubject(
      "\(layer) on \(input.shape), training",
      LayerMap(layer, at: input, in: ForwardContext(.training)))
  }
}

extension MistakenBatchNorm: DescribedLayer {
  func describe(_ pass: DescribedPass<Double>, in facts: inout MapFacts) {
    norm.describe(pass, in: &facts)
  }
}
