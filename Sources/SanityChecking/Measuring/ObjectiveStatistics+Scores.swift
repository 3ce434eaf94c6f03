import Diagnostics
import Tensors

extension ObjectiveStatistics {
  /// What a loss of scores [N, K] and labels is given.
  init<Scalar: TensorScalar>(_ name: String, scores: Tensor<Scalar>?, labels: [Int], classes: Int) {
    self.init(
      name, predictionShape: [labels.count, classes], targetShape: [labels.count],
      labelCounts: labels.reduce(into: [Int](repeating: 0, count: classes)) { $0[$1] += 1 })
    guard let scores, scores.shape.rank == 2, scores.count > 0, scores.shape[0] == labels.count
    else {
      return
    }
    let columns = scores.shape[1]
    let elements = scores.elements
    let sums = stride(from: 0, to: elements.count, by: columns).map { row in
      (
        Double(elements[row..<row + columns].reduce(0, +)),
        elements[row..<row + columns].reduce(0.0) { $0 + Double(Scalar.exp($1)) }
      )
    }
    func extremes(_ values: [Double]) -> [Double] { [values.min() ?? 0, values.max() ?? 0] }
    prediction = extremes(elements.map { Double($0) })
    self.sums = extremes(sums.map(\.0))
    exponentialSums = extremes(sums.map(\.1))
  }
}
