import Layers
import Tensors

/// Several networks that are asked together: the mean of their class probabilities.
///
/// They may be trained apart, or be snapshots of one training, such as at the end of every period of
/// ``Schedule/cosineRestarts(period:floor:)``.
public struct Ensemble<Network: Layer>: Sendable where Network.Output == Tensor<Network.Scalar> {
  public private(set) var members: [Network]

  public init(_ members: [Network] = []) { self.members = members }

  /// Takes in a network as it is now.
  public mutating func record(_ network: Network) { members.append(network) }

  /// The mean over the members of softmax along the last axis of their scores.
  ///
  /// - Throws: `InputError` where the input does not fit them; there must be one at least.
  public func probabilities(
    of input: Network.Input
  ) throws(InputError) -> Tensor<Network.Scalar> {
    precondition(!members.isEmpty, "an ensemble of none")
    var sum: Tensor<Network.Scalar>?
    for member in members {
      let scores = try member.forward(input, in: ForwardContext(.inference)).output
      let own = try Softmax<Network.Scalar>().forward(scores, in: ForwardContext(.inference)).output
      sum = sum.map { $0 + own } ?? own
    }
    return sum! / Network.Scalar(members.count)
  }
}
