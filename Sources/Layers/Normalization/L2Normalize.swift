import RealModule
import Tensors

/// Each vector along an axis brought to length 1.
///
///     forward    y = x / max(‖x‖, ε)
///     backward   dx = (g − y·Σ g·y) / ‖x‖, and g/ε where ‖x‖ < ε
///
/// Any shape of rank ≥ 1; the axis is the last one by default and counts from the end where it is negative. ε is
/// 1e-12 by default, as in PyTorch's `normalize`.
public struct L2Normalize<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable {
    let output: Tensor<Scalar>
    let lanes: Lanes
    /// ‖x‖ of each lane.
    let lengths: [Scalar]
  }

  public let axis: Int
  public let epsilon: Scalar

  public init(axis: Int = -1, epsilon: Scalar = 1e-12) {
    precondition(epsilon > 0, "ε > 0")
    (self.axis, self.epsilon) = (axis, epsilon)
  }

  public var description: String { axis == -1 ? "L2Normalize" : "L2Normalize(axis \(axis))" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let lanes = try Lanes(input.shape, axis: axis, of: self)
    var lengths = [Scalar](repeating: 0, count: lanes.count)
    let output = Tensor<Scalar>(input.shape) { y in
      input.withElements { x in
        for lane in 0..<lanes.count {
          let positions = lanes.positions(lane)
          var squares: Scalar = 0
          for i in positions { squares += x[i] * x[i] }
          lengths[lane] = Scalar.sqrt(squares)
          // Not times the inverse: one number by itself is to become exactly 1 or −1.
          let length = Swift.max(lengths[lane], epsilon)
          for i in positions { y[i] = x[i] / length }
        }
      }
    }
    return (output, Cache(output: output, lanes: lanes, lengths: lengths))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    outputGradient.shape.requireOutput(cache.output.shape)
    return Gradients(
      input: Tensor(cache.output.shape) { dx in
        cache.output.withElements { y in
          outputGradient.withElements { g in
            for lane in 0..<cache.lanes.count {
              let (positions, length) = (cache.lanes.positions(lane), cache.lengths[lane])
              var along: Scalar = 0
              if length >= epsilon { for i in positions { along += g[i] * y[i] } }
              let inverse = 1 / Swift.max(length, epsilon)
              for i in positions { dx[i] = (g[i] - y[i] * along) * inverse }
            }
          }
        }
      })
  }
}
