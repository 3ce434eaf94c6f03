import Foundation
import Layers
import Tensors

/// An objective of which the textbook says what it is for predictions that are all 0: what is lost where nothing is
/// known.
public protocol TextbookObjective: Loss {
  /// The loss a sample of such a prediction; nil where the textbook does not say.
  func chanceLoss(of prediction: Prediction) -> Double?
}

extension SoftmaxCrossEntropy: TextbookObjective {
  /// ln K.
  public func chanceLoss(of scores: Tensor<Scalar>) -> Double? {
    scores.shape.rank > 1 ? log(Double(scores.shape[1])) : nil
  }
}

extension Hinge: TextbookObjective {
  /// Δ·(K − 1), of squares Δ²·(K − 1).
  public func chanceLoss(of scores: Tensor<Scalar>) -> Double? {
    guard scores.shape.rank > 1 else { return nil }
    let delta = Double(delta)
    return (isSquared ? delta * delta : delta) * Double(scores.shape[1] - 1)
  }
}

extension BinaryCrossEntropy: TextbookObjective {
  /// ln 2, whatever the targets.
  public func chanceLoss(of logits: Tensor<Scalar>) -> Double? {
    positiveWeights.isEmpty ? log(2) : nil
  }
}

extension WeightedHeads: TextbookObjective {
  /// That of each head by its weight.
  public func chanceLoss(of predictions: TensorList<Scalar>) -> Double? {
    guard let base = base as? any TextbookObjective else { return nil }
    func chance<Objective: TextbookObjective>(_ base: Objective, _ head: Tensor<Scalar>) -> Double?
    {
      (head as? Objective.Prediction).flatMap { base.chanceLoss(of: $0) }
    }
    let heads = predictions.tensors.compactMap { chance(base, $0) }
    guard heads.count == weights.count else { return nil }
    return zip(weights, heads).reduce(0) { $0 + Double($1.0) * $1.1 }
  }
}

extension DiscriminatorLoss: TextbookObjective {
  /// 2·ln 2 of logits, ½ of least squares, 0 of Wasserstein's distance.
  public func chanceLoss(of scores: AdversarialScores<Scalar>) -> Double? {
    switch game {
    case .saturating, .nonSaturating: 2 * log(2)
    case .leastSquares: 0.5
    case .wasserstein: nil
    }
  }
}
