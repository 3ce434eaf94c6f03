import Diagnostics
import GSL
import Layers
import Tensors

/// What the network at its initialization says.
extension SanityCheck {
  private static var lossSamples: Int { 100 }
  private static var stretchSamples: Int { 4 }

  func inspectNetwork(_ report: inout SanityReport, _ monitor: SanityMonitor) throws {
    if asks(.nonlinearity) {
      try monitor.update("nonlinearity", 0, of: 1)
      report.findings += Nonlinearity().findings(from: try stretches())
    }
    if asks(.initialLoss, .reduction) {
      try monitor.update("initial loss", 0, of: 1)
      let count = data.available(Self.lossSamples)
      let (input, target) = data.samples(0..<count, key: key(.inspection))
      let prediction = try network.forward(input, in: inference).output
      let loss = try value(prediction, target)
      report.initialLoss = loss
      if asks(.initialLoss) {
        report.findings += InitialLoss().findings(
          from: try initialLoss(loss, prediction, target, samples: count))
      }
      if asks(.reduction) {
        report.findings += try reduction(loss, prediction, target, samples: count)
      }
    }
    if asks(.trainAndInference) {
      try monitor.update("training and inference", 0, of: 1)
      report.findings += TrainingAndInference().findings(from: try agreement())
    }
  }

  var inference: ForwardContext { ForwardContext(.inference, key: key(.inspection)) }

  // MARK: - Initial loss

  private func initialLoss(
    _ loss: Double, _ prediction: Objective.Prediction, _ target: Objective.Target, samples: Int
  ) throws -> InitialLoss.Observation {
    let textbook = (objective as? any TextbookObjective).flatMap { chance($0, prediction) }
    let slot = prediction.slotCount > 0 ? prediction[slot: 0] : Tensor([0])
    var observation = InitialLoss.Observation(
      loss: loss, lossOverAllLabels: nil, lossOfEqualScores: try value(prediction.zeros(), target),
      chanceLoss: chanceLoss ?? textbook, samples: samples, classes: nil,
      scoreDeviation: slot.unitDeviation() ?? 0)
    if let (scores, labels) = labeledScores(of: prediction, target, samples: samples) {
      let classes = scores.shape[1]
      observation.classes = classes
      var mean = 0.0
      for label in 0..<classes {
        let share = Double(labels.count { $0 == label }) / Double(samples)
        guard share > 0, let all = [Int](repeating: label, count: samples) as? Objective.Target
        else { continue }
        mean += share * (try value(prediction, all))
      }
      observation.lossOverAllLabels = mean
    }
    if let regularizer {
      observation.objective = (
        loss + penalty(regularizer), loss + penalty(regularizer, enlarged: true)
      )
    }
    return observation
  }

  private func chance<Textbook: TextbookObjective>(
    _ objective: Textbook, _ prediction: Objective.Prediction
  ) -> Double? {
    (prediction as? Textbook.Prediction).flatMap { objective.chanceLoss(of: $0) }
  }

  /// The penalty of all weights. Larger weights stand in for a stronger regularization, which a regularizer does not
  /// offer.
  private func penalty(
    _ regularizer: any Regularizer<Scalar>, enlarged: Bool = false
  ) -> Double {
    let parameters = network.parameters
    return zip(parameters.slots, parameters.tensors).filter { $0.0.role.isRegularizedByDefault }
      .map { Double(regularizer.value(of: enlarged ? $0.1.enlarged() : $0.1)) }.reduce(0, +)
  }

  private func reduction(
    _ loss: Double, _ prediction: Objective.Prediction, _ target: Objective.Target, samples: Int
  ) throws -> [Finding] {
    guard !objective.comparesSamples else {
      return [
        .notApplicable(.reduction, .reduction, "samples are compared with each other")
      ]
    }
    let indices = Array(0..<samples) + Array(0..<samples)
    guard prediction.holds(samples), let twice = taken(target, indices, of: samples) else {
      return [
        .notApplicable(.reduction, .reduction, "the samples of a target cannot be told apart")
      ]
    }
    return LossReduction().findings(
      from: LossReduction.Observation(
        loss: loss, lossOfTwice: try value(prediction.taking(indices, of: samples), twice),
        samples: samples))
  }

  // MARK: - Nonlinearity

  /// What lies between each two affine layers, asked with the activations that it really gets.
  private func stretches() throws -> Nonlinearity.Observation {
    let count = data.available(Self.stretchSamples)
    let input = data.samples(0..<count, key: key(.inspection)).input
    return try Trace(of: network, at: AnyTensors(input), in: inference).nonlinearity(before: frozen)
  }
}
