import RealModule
import Tensors

/// The lines of a tensor along an axis brought to length 1: what ``L2Normalize`` is, and losses of directions need.
///
///     y = x / max(‖x‖, ε)        dx = (g − y·Σ g·y) / ‖x‖, and g/ε where ‖x‖ < ε
///
/// Where ε is 0, a line of zeros stays so, and its gradient is 0.
struct UnitLanes<Scalar: TensorScalar>: Sendable {
  /// y.
  let output: Tensor<Scalar>
  /// ‖x‖ of each lane.
  let lengths: [Scalar]
  private let lanes: Lanes
  private let epsilon: Scalar

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  init(_ input: Tensor<Scalar>, _ lanes: Lanes, epsilon: Scalar = 0) {
    var lengths = [Scalar](repeating: 0, count: lanes.count)
    output = Tensor<Scalar>(input.shape) { y in
      input.withElements { x in
        for lane in 0..<lanes.count {
          let positions = lanes.positions(lane)
          var squares: Scalar = 0
          for i in positions { squares += x[i] * x[i] }
          lengths[lane] = Scalar.sqrt(squares)
          // Not times the inverse: one number by itself is to become exactly 1 or −1.
          let length = Swift.max(lengths[lane], epsilon)
          for i in positions { y[i] = length == 0 ? 0 : x[i] / length }
        }
      }
    }
    (self.lengths, self.lanes, self.epsilon) = (lengths, lanes, epsilon)
  }

  /// The rows of [N, D].
  init(rows: Tensor<Scalar>) { self.init(rows, Lanes(rows.shape, axis: 1)) }

  /// dx from g, the gradient of y.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func inputGradient(_ outputGradient: Tensor<Scalar>) -> Tensor<Scalar> {
    Tensor(output.shape) { dx in
      output.withElements { y in
        outputGradient.withElements { g in
          for lane in 0..<lanes.count {
            let (positions, norm) = (lanes.positions(lane), lengths[lane])
            var along: Scalar = 0
            if norm >= epsilon { for i in positions { along += g[i] * y[i] } }
            let length = Swift.max(norm, epsilon)
            let inverse = length == 0 ? 0 : 1 / length
            for i in positions { dx[i] = (g[i] - y[i] * along) * inverse }
          }
        }
      }
    }
  }
}
