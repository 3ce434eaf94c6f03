import Tensors

/// The softmax along one axis.
///
///     forward    yᵢ = e^(xᵢ − m) / Σⱼ e^(xⱼ − m)        m = maxⱼ xⱼ, so that nothing overflows
///     backward   dxᵢ = yᵢ·(gᵢ − Σⱼ gⱼ·yⱼ)
///
/// Any shape of rank ≥ 1; the axis is the last one by default, and counts from the end where it is
/// negative. Every output depends on every input along the axis, so the Jacobian is not diagonal.
public struct Softmax<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable {
    let output: Tensor<Scalar>
    let lanes: Lanes
  }

  public let axis: Int

  public init(axis: Int = -1) { self.axis = axis }

  public var description: String { axis == -1 ? "Softmax" : "Softmax(axis \(axis))" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let lanes = try Lanes(input.shape, axis: axis, of: self)
    let output = Tensor<Scalar>(input.shape) { y in
      input.withElements { x in
        for lane in 0..<lanes.count {
          let (_, sum) = lanes.exponentials(lane, of: x, into: y)
          for i in lanes.positions(lane) { y[i] /= sum }
        }
      }
    }
    return (output, Cache(output: output, lanes: lanes))
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
              var mean: Scalar = 0
              for i in positions { mean += g[i] * y[i] }
              for i in positions { dx[i] = y[i] * (g[i] - mean) }
            }
          }
        }
      })
  }
}
