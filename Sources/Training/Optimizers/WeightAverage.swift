import Layers
import Tensors

/// The mean of the weights that a training has gone through, which often does better than the last ones.
///
///     exponential    θ̄ ← δ·θ̄ + (1 − δ)·θ
///     uniform        θ̄ ← θ̄ + (θ − θ̄) / (n + 1)        n: the weights seen so far
///
/// The first weights are taken as they are, as in PyTorch. Running statistics do not belong to the mean: with batch
/// norm let the averaged network see some batches in training. Sources: Polyak, Juditsky, SIAM 1992; uniform, at the
/// end of a training: Izmailov et al.: "Averaging weights leads to wider optima", UAI 2018.
public struct WeightAverage<Group: TensorGroup>: Sendable {
  public typealias Scalar = Group.Scalar

  public enum Kind: Sendable, Hashable {
    /// With δ, such as 0.999.
    case exponential(Scalar)
    case uniform
  }

  public let kind: Kind
  /// θ̄; nil before the first weights.
  public private(set) var mean: Group?
  /// The weights seen so far.
  public private(set) var count = 0

  public init(_ kind: Kind) { self.kind = kind }

  /// Takes in the weights as they are now.
  public mutating func record(_ weights: Group) {
    defer { count += 1 }
    guard var mean else {
      self.mean = weights
      return
    }
    let share: Scalar =
      switch kind {
      case .exponential(let decay): 1 - decay
      case .uniform: 1 / Scalar(count + 1)
      }
    for slot in 0..<weights.slotCount {
      mean[slot: slot] += share * (weights[slot: slot] - mean[slot: slot])
    }
    self.mean = mean
  }
}
