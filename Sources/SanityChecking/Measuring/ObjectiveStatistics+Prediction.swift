import Diagnostics
import Layers
import Tensors

extension ObjectiveStatistics {
  /// What a loss is given: scores [N, K] with labels, or a tensor with another one; nil for anything else, of which
  /// nothing is asked.
  init?<Prediction: TensorGroup, Target>(
    _ name: String, _ prediction: Prediction, _ target: Target, samples: Int
  ) {
    if let (scores, labels) = labeledScores(of: prediction, target, samples: samples) {
      self.init(name, scores: scores, labels: labels)
    } else if let prediction = prediction as? Tensor<Prediction.Scalar>,
      let target = target as? Tensor<Prediction.Scalar>
    {
      self.init(
        name, predictionShape: prediction.shape.extents, targetShape: target.shape.extents,
        prediction: prediction.extremes, target: target.extremes,
        targetDeviation: target.moments().standardDeviation)
    } else {
      return nil
    }
  }

  private init<Scalar>(_ name: String, scores: Tensor<Scalar>, labels: [Int]) {
    let columns = scores.shape[1]
    self.init(
      name, predictionShape: scores.shape.extents, targetShape: [labels.count],
      prediction: scores.extremes,
      labelCounts: labels.reduce(into: [Int](repeating: 0, count: columns)) { $0[$1] += 1 })
    let elements = scores.elements
    let sums = stride(from: 0, to: elements.count, by: columns).map { row in
      (
        Double(elements[row..<row + columns].reduce(0, +)),
        elements[row..<row + columns].reduce(0.0) { $0 + Double(Scalar.exp($1)) }
      )
    }
    self.sums = Tensor<Double>([sums.count], sums.map(\.0)).extremes
    exponentialSums = Tensor<Double>([sums.count], sums.map(\.1)).extremes
  }
}

extension Tensor {
  /// The smallest and the largest element.
  fileprivate var extremes: [Double] {
    [Double(elements.min() ?? 0), Double(elements.max() ?? 0)]
  }
}
