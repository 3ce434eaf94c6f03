import RealModule
import Tensors

/// The logarithm of the softmax along one axis.
///
///     forward    yᵢ = xᵢ − m − log Σⱼ e^(xⱼ − m)        m = maxⱼ xⱼ, so that nothing overflows
///     backward   dxᵢ = gᵢ − e^(yᵢ)·Σⱼ gⱼ
///
/// Any shape of rank ≥ 1; the axis is the last one by default, and counts from the end where it is negative.
public struct LogSoftmax<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable {
    let output: Tensor<Scalar>
    let lanes: Lanes
  }

  public let axis: Int

  public init(axis: Int = -1) { self.axis = axis }

  public var description: String { axis == -1 ? "LogSoftmax" : "LogSoftmax(axis \(axis))" }

  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let lanes = try Lanes(input.shape, axis: axis, of: self)
    let output = Self.logarithms(input, lanes)
    return (output, Cache(output: output, lanes: lanes))
  }

  /// Those of every row of [N, K].
  static func rows(_ logits: Tensor<Scalar>) -> Tensor<Scalar> {
    logarithms(logits, Lanes(logits.shape, axis: logits.shape.rank - 1))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private static func logarithms(_ input: Tensor<Scalar>, _ lanes: Lanes) -> Tensor<Scalar> {
    Tensor(input.shape) { y in
      input.withElements { x in
        for lane in 0..<lanes.count {
          let (maximum, sum) = lanes.exponentials(lane, of: x, into: y)
          let logSum = Scalar.log(sum)
          for i in lanes.positions(lane) { y[i] = x[i] - maximum - logSum }
        }
      }
    }
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
              let positions = cache.lanes.positions(lane)
              var sum: Scalar = 0
              for i in positions { sum += g[i] }
              for i in positions { dx[i] = g[i] - Scalar.exp(y[i]) * sum }
            }
          }
        }
      })
  }
}
