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
    let unit: UnitLanes<Scalar>
  }

  public let axis: Int
  public let epsilon: Scalar

  public init(axis: Int = -1, epsilon: Scalar = 1e-12) {
    precondition(epsilon > 0, "ε > 0")
    (self.axis, self.epsilon) = (axis, epsilon)
  }

  public var description: String { axis == -1 ? "L2Normalize" : "L2Normalize(axis \(axis))" }

  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let lanes = try Lanes(input.shape, axis: axis, of: self)
    let unit = UnitLanes(input, lanes, epsilon: epsilon)
    return (unit.output, Cache(unit: unit))
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    outputGradient.shape.requireOutput(cache.unit.output.shape)
    return Gradients(input: cache.unit.inputGradient(outputGradient))
  }
}
