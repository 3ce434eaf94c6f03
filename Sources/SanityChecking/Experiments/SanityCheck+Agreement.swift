import Diagnostics
import GSL
import Layers
import Tensors

/// Whether inference does what it should, and what training does.
extension SanityCheck {
  /// How often a batch's statistics are taken over, until its share in the running ones is all.
  private static var settlingCommits: Int { 2000 }

  func agreement() throws -> TrainingAndInference.Observation {
    let count = data.available(batch)
    let (input, target) = data.samples(0..<count, key: key(.inspection))
    let outputs = try network.forward(input, in: inference).output
    let again = try network.forward(input, in: inference).output

    // Outputs in training do not depend on running statistics, so one forward pass serves for all
    // the commits that bring those to this batch's.
    var settled = network
    let (training, cache) = try network.forward(
      input, in: ForwardContext(.training, key: key(.inspection)))
    if network.state.slotCount > 0 {
      for number in 1...Self.settlingCommits {
        let before = number.isMultiple(of: 25) ? settled.state.tensors : nil
        settled.commit(cache)
        // Where one changes nothing no later one does.
        if let before, settled.state.tensors == before { break }
      }
    }
    let other = try network.forward(input, in: ForwardContext(.training, key: key(.activity)))
      .output
    let settledOutputs = try settled.forward(input, in: inference).output
    var observation = TrainingAndInference.Observation(
      scale: outputs.tensors.map { $0.largestMagnitude() }.max() ?? 0,
      repetition: outputs.largestDifference(from: again), companions: nil,
      precision: Double(Scalar.ulpOfOne),
      isTrainingRandom: other.largestDifference(from: training) != 0,
      trainingLoss: try value(training, target), inferenceLoss: try value(settledOutputs, target),
      scoreDistance: training.distance(to: settledOutputs)
        / training.distance(to: training.withEveryRowTheMean()))
    // A sample alone, and all in reverse order, where samples can be told apart.
    let reversed = Array((0..<count).reversed())
    guard outputs.holds(count), let first = taken(input, [0], of: count),
      let backward = taken(input, reversed, of: count)
    else { return observation }
    observation.companions = try network.forward(first, in: inference).output
      .largestDifference(from: outputs.taking([0], of: count))
    observation.permutation = try network.forward(backward, in: inference).output
      .largestDifference(from: outputs.taking(reversed, of: count))
    return observation
  }
}

extension TensorGroup {
  fileprivate func largestDifference(from other: Self) -> Double {
    zip(tensors, other.tensors).map { a, b in
      a.shape == b.shape ? a.combined(with: b) { $0 - $1 }.largestMagnitude() : .infinity
    }.max() ?? 0
  }

  /// The Euclidean distance over all tensors.
  fileprivate func distance(to other: Self) -> Double {
    zip(tensors, other.tensors).reduce(0) { sum, pair in
      let distance = pair.0.distance(to: pair.1)
      return sum + distance * distance
    }.squareRoot()
  }

  /// Every row the mean of all rows.
  fileprivate func withEveryRowTheMean() -> Self {
    var group = self
    for slot in 0..<slotCount {
      let tensor = self[slot: slot]
      let (rows, columns) = (tensor.shape[0], tensor.shape.stride(of: 0))
      let mean = (0..<columns).map { column in
        (0..<rows).map { tensor[$0 * columns + column] }.reduce(0, +) / Scalar(Swift.max(1, rows))
      }
      group[slot: slot] = Tensor(tensor.shape, (0..<rows).flatMap { _ in mean })
    }
    return group
  }
}

extension Tensor {
  func withSamplesReversed() -> Tensor {
    samples(Array((0..<shape[0]).reversed()), of: shape[0])
  }
}
