import Layers
import Tensors

/// The share of labels whose class has the highest score, of equal scores the first: of a prediction whose first
/// tensor is scores [N, K, …], and labels of which those outside 0 ..< K are padding. Nil for anything else.
func accuracy<Prediction: TensorGroup, Target>(
  of prediction: Prediction, _ target: Target
) -> Double? {
  guard let labels = target as? [Int], prediction.slotCount > 0 else { return nil }
  let scores = prediction[slot: 0]
  guard scores.shape.rank > 1, scores.shape[1] > 1 else { return nil }
  let (classes, places) = (scores.shape[1], scores.shape.stride(of: 1))
  guard labels.count == scores.shape[0] * places else { return nil }
  var (right, asked) = (0, 0)
  for (i, label) in labels.enumerated() where (0..<classes).contains(label) {
    let start = i / places * classes * places + i % places
    var best = 0
    for k in 1..<classes where scores[start + k * places] > scores[start + best * places] {
      best = k
    }
    asked += 1
    if best == label { right += 1 }
  }
  return asked == 0 ? nil : Double(right) / Double(asked)
}

/// The labels of a target that has one for each of so many rows of scores [N, K]; nil for any other.
func labeledScores<Prediction: TensorGroup, Target>(
  of prediction: Prediction, _ target: Target, samples: Int
) -> (scores: Tensor<Prediction.Scalar>, labels: [Int])? {
  guard let labels = target as? [Int], let scores = prediction as? Tensor<Prediction.Scalar>,
    scores.shape.rank == 2, scores.shape[0] == samples, labels.count == samples,
    labels.allSatisfy((0..<scores.shape[1]).contains)
  else { return nil }
  return (scores, labels)
}
