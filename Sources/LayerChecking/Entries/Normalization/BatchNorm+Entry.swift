import GSL
import GradientChecking
import Layers
import Tensors

enum BatchNormEntry: LayerEntry {
  static let name = "batchnorm"
  static let summary = "γ(x − μ)/√(v + ε) + β of [N, D] and [N, C, H, W]"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shapes: [Shape] = cases.requested.map { [$0] } ?? [[5, 7], [3, 4, 5, 7]]
    for shape in shapes {
      let channels = shape.rank > 1 ? shape[1] : 1
      for mode in ForwardContext.Mode.allCases {
        // Running statistics that are not the initial 0 and 1.
        var layer = BatchNorm<Scalar>(channels)
        for c in 0..<channels {
          layer.state.mean[c] = Scalar(cases.generator.normal())
          layer.state.variance[c] = Scalar(cases.generator.uniform(in: 0.5...2))
        }
        try cases.add(layer, shape, mode: mode)
      }
    }
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let channels = draw.extent(3)
    let layer = BatchNorm<Scalar>(
      gamma: draw.tensor([channels], size: draw.parameterSize),
      beta: draw.tensor([channels], size: draw.size),
      runningMean: draw.tensor([channels], size: draw.size),
      runningVariance: Tensor([channels], repeating: Scalar(draw.size * draw.size)))
    let shape: Shape =
      draw.generator.sign() > 0
      ? [1 + draw.extent(4), channels]
      : [draw.extent(3), channels, draw.extent(3), 1 + draw.extent(3)]
    return draw.subject(layer, shape, mode: draw.generator.sign() > 0 ? .training : .inference)
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    var layer = BatchNorm<Scalar>(
      gamma: try stored["gamma"], beta: try stored["beta"], runningMean: try stored["running_mean"],
      runningVariance: try stored["running_var"],
      epsilon: Scalar(try stored.settings.value(\.epsilon)),
      momentum: stored.settings.cumulative == true
        ? nil : Scalar(try stored.settings.value(\.momentum)))
    layer.keepsBiasedVariance = stored.settings.biased ?? false
    if stored.has("num_batches_tracked") {
      layer.state.batches = try stored["num_batches_tracked"]
    }
    return layer
  }
}

extension BatchNorm: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    facts.axes["gamma"] = ["channel"]
    facts.axes["beta"] = ["channel"]
    facts.outputAxes[1] = "channel"
    facts.axes["input"] = facts.outputAxes
    let (x, g) = (pass.input.block(), pass.cotangent.block())
    let channels = pass.input.shape[1]
    let area = pass.input.shape.extents.dropFirst(2).reduce(1, *)
    let count = Double(x.count / channels)
    facts.quantities.append(
      MapFacts.Quantity("M − 1", "the number of values in a channel less 1", count - 1))
    facts.quantities.append(MapFacts.Quantity("M", "the number of values in a channel", count))
    /// Mean of the values of each channel.
    func means(_ values: [Double]) -> [Double] {
      var sums = [Double](repeating: 0, count: channels)
      for (i, value) in values.enumerated() { sums[i / area % channels] += value }
      return sums.map { $0 / count }
    }
    let (gamma, epsilon) = (parameters.gamma.block(), Double(self.epsilon))
    let isTraining = pass.context.mode == .training
    let mean = isTraining ? means(x) : state.mean.block()
    let centered = zip(x, pass.overInput(mean)).map { $0 - $1 }
    let variance = isTraining ? means(centered.map { $0 * $0 }) : state.variance.block()
    let inverse = variance.map { 1 / ($0 + epsilon).squareRoot() }
    let normalized = zip(centered, pass.overInput(inverse)).map { $0 * $1 }
    facts.fields.append(MapFacts.Field("1/√(v + ε)", of: "input", pass.overInput(inverse)))
    let scale = pass.overInput(zip(gamma, inverse).map { $0 * $1 })
    let (first, second) = (
      pass.overInput(means(g)), pass.overInput(means(zip(g, normalized).map { $0 * $1 }))
    )
    if isTraining {
      facts.terms.append(
        MapFacts.Term(
          "μ", "the batch's mean, which moves with the input", of: "input",
          zip(scale, first).map { -$0 * $1 }))
      facts.terms.append(
        MapFacts.Term(
          "v", "the batch's variance, which does too", of: "input",
          zip(scale, zip(normalized, second)).map { -$0 * $1.0 * $1.1 }))
    }
    func variant(
      _ name: String, _ family: MistakeFamily, _ mode: ForwardContext.Mode,
      _ change: (inout BatchNorm) -> Void = { _ in }, epsilon: Scalar? = nil
    ) {
      var layer = BatchNorm(
        gamma: parameters.gamma, beta: parameters.beta, runningMean: state.mean,
        runningVariance: state.variance, epsilon: epsilon ?? self.epsilon)
      change(&layer)
      facts.variants.append(
        MapFacts.Variant(
          name, family, pass.map(layer, in: ForwardContext(mode, key: pass.context.key))))
    }
    variant("normalization", .missingPart, .inference) {
      $0.state.mean = $0.state.mean.map { _ in 0 }
      $0.state.variance = $0.state.variance.map { _ in 1 }
    }
    if isTraining {
      variant("running statistics", .state, .inference)
    } else {
      variant("μ and v too many", .missingPart, .training)
    }
    variant(
      "ε = \(short(epsilon))", .epsilon, pass.context.mode, epsilon: self.epsilon / 1_000_000)
  }
}

private func short(_ value: Double) -> String {
  value == value.rounded() ? "\(Int(value))" : "\(value)"
}
