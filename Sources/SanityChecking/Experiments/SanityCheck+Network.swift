import Diagnostics
import GSL
import Layers
import Tensors

/// What the network at its initialization says.
extension SanityCheck {
  private static var lossSamples: Int { 100 }
  private static var stretchSamples: Int { 4 }
  /// How often a batch's statistics are taken over, until its share in the running ones is all.
  private static var settlingCommits: Int { 2000 }

  func inspectNetwork(_ report: inout SanityReport, _ monitor: SanityMonitor) throws {
    if asks(.nonlinearity) {
      try monitor.update("nonlinearity", 0, of: 1)
      report.findings += Nonlinearity().findings(from: try stretches())
    }
    if asks(.initialLoss, .reduction) {
      try monitor.update("initial loss", 0, of: 1)
      let indices = data.training.sample(SanityCheck.lossSamples, key: key(.inspection))
      let labels = data.training.dataset.labels(indices)
      let scores = try network.forward(data.training.images(indices), in: inference).output
      let loss = try value(scores, labels)
      report.initialLoss = loss
      if asks(.initialLoss) {
        report.findings += InitialLoss().findings(
          from: try initialLoss(loss, scores, labels))
      }
      if asks(.reduction) {
        report.findings += LossReduction().findings(
          from: LossReduction.Observation(
            loss: loss, lossOfTwice: try value(scores.twice(), labels + labels),
            samples: labels.count))
      }
    }
    if asks(.trainAndInference) {
      try monitor.update("training and inference", 0, of: 1)
      report.findings += TrainingAndInference().findings(from: try agreement())
    }
  }

  private var inference: ForwardContext { ForwardContext(.inference, key: key(.inspection)) }

  private func value(_ scores: Tensor<Scalar>, _ labels: [Int]) throws(InputError) -> Double {
    Double(try objective.forward(scores, target: labels).value)
  }

  // MARK: - Initial loss

  private func initialLoss(
    _ loss: Double, _ scores: Tensor<Scalar>, _ labels: [Int]
  ) throws -> InitialLoss.Observation {
    let classes = scores.shape[1]
    let overLabels = try (0..<classes).map { label in
      try value(scores, [Int](repeating: label, count: labels.count))
    }
    let frequencies = labels.reduce(into: [Double](repeating: 0, count: classes)) {
      $0[$1] += 1 / Double(labels.count)
    }
    var observation = InitialLoss.Observation(
      loss: loss, lossOverAllLabels: zip(frequencies, overLabels).reduce(0) { $0 + $1.0 * $1.1 },
      lossOfEqualScores: try value(Tensor(scores.shape), labels), chanceLoss: chanceLoss,
      samples: labels.count, classes: classes,
      scoreDeviation: scores.unitDeviation() ?? 0)
    if let regularizer {
      observation.objective = (
        loss + penalty(regularizer) { $0 }, loss + penalty(regularizer) { abs(2 * $0) + 1e-3 }
      )
    }
    return observation
  }

  /// The penalty of all weights after a transform: larger weights stand in for a stronger regularization,
  /// which a regularizer does not offer.
  private func penalty(
    _ regularizer: any Regularizer<Scalar>, of transform: (Scalar) -> Scalar
  ) -> Double {
    let parameters = network.parameters
    return zip(parameters.slots, parameters.tensors).filter { $0.0.role.isRegularizedByDefault }
      .map { Double(regularizer.value(of: $0.1.map(transform))) }.reduce(0, +)
  }

  // MARK: - Training and inference

  private func agreement() throws -> TrainingAndInference.Observation {
    let indices = data.training.sample(batch, key: key(.inspection))
    let labels = data.training.dataset.labels(indices)
    let images: Tensor<Scalar> = data.training.images(indices)
    let scores = try network.forward(images, in: inference).output
    let again = try network.forward(images, in: inference).output
    let alone = try network.forward(data.training.images([indices[0]]), in: inference).output
    let inBatch = Tensor<Scalar>(alone.shape, Array(scores.elements.prefix(alone.count)))

    // Outputs in training do not depend on running statistics, so one forward pass serves for all
    // the commits that bring those to this batch's.
    var settled = network
    let context = ForwardContext(.training, key: key(.inspection))
    let (trainingScores, cache) = try network.forward(images, in: context)
    for _ in 0..<SanityCheck.settlingCommits { settled.commit(cache) }
    let otherKey = ForwardContext(.training, key: key(.activity))
    let isRandom = try network.forward(images, in: otherKey).output != trainingScores
    let settledScores = try settled.forward(images, in: inference).output
    let reversed = try network.forward(images.withSamplesReversed(), in: inference).output
    var observation = TrainingAndInference.Observation(
      scale: scores.largestMagnitude(),
      repetition: scores.combined(with: again) { $0 - $1 }.largestMagnitude(),
      companions: inBatch.combined(with: alone) { $0 - $1 }.largestMagnitude(),
      precision: Double(Scalar.ulpOfOne), isTrainingRandom: isRandom,
      trainingLoss: try value(trainingScores, labels),
      inferenceLoss: try value(settledScores, labels),
      scoreDistance: trainingScores.distance(to: settledScores)
        / trainingScores.distance(to: trainingScores.withEveryRowTheMean()))
    observation.permutation =
      reversed.withSamplesReversed().combined(with: scores) { $0 - $1 }.largestMagnitude()
    return observation
  }

  // MARK: - Nonlinearity

  /// What lies between each two affine layers, asked with the activations that it really gets.
  private func stretches() throws -> Nonlinearity.Observation {
    let indices = data.training.sample(SanityCheck.stretchSamples, key: key(.inspection))
    return try Trace(
      of: network, at: AnyTensors(data.training.images(indices)), in: inference
    ).nonlinearity()
  }
}

extension Tensor {
  /// The same rows once more behind.
  fileprivate func twice() -> Tensor {
    Tensor(Shape([2 * shape[0]] + shape.extents.dropFirst()), elements + elements)
  }

  /// Every row the mean of all rows.
  fileprivate func withEveryRowTheMean() -> Tensor {
    let (rows, columns) = (shape[0], shape.stride(of: 0))
    let mean = (0..<columns).map { column in
      (0..<rows).map { elements[$0 * columns + column] }.reduce(0, +) / Scalar(rows)
    }
    return Tensor(shape, (0..<rows).flatMap { _ in mean })
  }

  func withSamplesReversed() -> Tensor {
    let size = shape.stride(of: 0)
    return Tensor(
      shape, (0..<shape[0]).reversed().flatMap { elements[$0 * size..<($0 + 1) * size] })
  }
}
