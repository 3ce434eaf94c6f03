import Tensors

/// A penalty on a parameter tensor, added to the loss to keep the parameters small.
///
/// It applies to weights, not to biases and the gains of normalizations, unless asked otherwise; see
/// ``TensorRole/isRegularizedByDefault``.
public protocol Regularizer<Scalar>: Sendable, CustomStringConvertible {
  associatedtype Scalar: TensorScalar

  /// The penalty on one tensor.
  func value(of parameter: Tensor<Scalar>) -> Scalar

  /// The penalty's gradient, in the tensor's shape.
  func gradient(of parameter: Tensor<Scalar>) -> Tensor<Scalar>

  /// The side of each kink that the tensor is on, as in ``BranchTracing``; empty where the penalty is
  /// smooth.
  func branches(of parameter: Tensor<Scalar>) -> [UInt16]
}

extension Regularizer {
  public func branches(of parameter: Tensor<Scalar>) -> [UInt16] { [] }
}
