import Tensors

/// What a layer's backward pass returns.
public struct Gradients<Parameters: ParameterGroup>: Sendable {
  /// The gradient with respect to the layer's input, in its shape.
  public var input: Tensor<Parameters.Scalar>
  /// The gradients with respect to the parameters.
  public var parameters: Parameters

  public init(input: Tensor<Parameters.Scalar>, parameters: Parameters) {
    self.input = input
    self.parameters = parameters
  }

  /// The gradients of a layer without parameters.
  public init<Scalar>(input: Tensor<Scalar>) where Parameters == NoParameters<Scalar> {
    self.init(input: input, parameters: NoParameters())
  }
}

extension Shape {
  /// Stops the program where what comes back to an output has not its shape: loops over unchecked memory would
  /// read past the end of it.
  func requireOutput(_ output: Shape) {
    precondition(self == output, "an output gradient \(self) for an output \(output)")
  }
}
