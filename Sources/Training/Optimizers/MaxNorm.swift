import Layers
import RealModule
import Tensors

/// A limit on the weights of every unit, kept after each step: what is longer is cut back.
///
///     w ← w·min(1, c/‖w‖)        w: the weights that lead to one unit, a row of [out, in] or of [O, C, kh, kw]
///
/// Weights alone, not biases and gains. Weights never explode, whatever the learning rate. Sources: Srebro, Shraibman:
/// "Rank, trace-norm and max-norm", COLT 2005; with dropout: Srivastava et al., JMLR 2014, c 3 to 4.
public struct MaxNorm<Scalar: TensorScalar>: Sendable, Hashable {
  /// c.
  public let limit: Scalar

  public init(_ limit: Scalar) {
    precondition(limit > 0, "the limit is positive")
    self.limit = limit
  }

  /// Cuts back every row of a weight.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func project(_ weight: inout Tensor<Scalar>) {
    guard weight.shape.rank > 1, weight.count > 0 else { return }
    let width = weight.shape.stride(of: 0)
    weight.withMutableElements { w in
      for start in stride(from: 0, to: w.count, by: width) {
        let norm = Scalar.sqrt(Tensor.sum(width) { w[start + $0] * w[start + $0] })
        guard norm > limit else { continue }
        for i in start..<start + width { w[i] *= limit / norm }
      }
    }
  }

  /// Cuts back the weights of a network.
  public func project(_ network: inout some Layer<Scalar>) {
    let roles = network.parameters.slots.map(\.role)
    network.updateParameters { tensor, slot in
      if roles[slot] == .weight { project(&tensor) }
    }
  }
}
