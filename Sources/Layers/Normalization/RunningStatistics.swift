import Tensors

/// The running statistics of a batch norm, which take the batch's place in inference.
public struct RunningStatistics<Scalar: TensorScalar>: TensorGroup {
  public var mean: Tensor<Scalar>
  public var variance: Tensor<Scalar>
  /// The number of batches so far, where their mean is kept.
  public var batches: Tensor<Scalar>?

  public init(mean: Tensor<Scalar>, variance: Tensor<Scalar>, batches: Tensor<Scalar>? = nil) {
    (self.mean, self.variance, self.batches) = (mean, variance, batches)
  }

  public var slots: [TensorSlot] {
    [
      TensorSlot("running_mean", role: .statistic),
      TensorSlot("running_var", role: .statistic),
    ] + (batches == nil ? [] : [TensorSlot("num_batches_tracked", role: .statistic)])
  }

  public var slotCount: Int { batches == nil ? 2 : 3 }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { position == 0 ? mean : position == 1 ? variance : batches! }
    _modify {
      switch position {
      case 0: yield &mean
      case 1: yield &variance
      default: yield &batches!
      }
    }
  }
}
