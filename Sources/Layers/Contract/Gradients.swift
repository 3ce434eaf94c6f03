import Tensors

/// What a layer's backward pass returns.
public struct Gradients<Input: TensorGroup, Parameters: TensorGroup>: Sendable
where Input.Scalar == Parameters.Scalar {
  /// The gradient with respect to the layer's input, in its shapes.
  public var input: Input
  /// The gradients with respect to the parameters.
  public var parameters: Parameters

  public init(input: Input, parameters: Parameters) {
    self.input = input
    self.parameters = parameters
  }

  /// The gradients of a layer without parameters.
  public init<Scalar>(input: Input) where Parameters == NoTensors<Scalar> {
    self.init(input: input, parameters: NoTensors())
  }
}

extension Shape {
  /// Stops the program where what comes back to an output has not its shape: loops over unchecked memory would
  /// read past the end of it.
  func requireOutput(_ output: Shape) {
    precondition(self == output, "an output gradient \(self) for an output \(output)")
  }
}
