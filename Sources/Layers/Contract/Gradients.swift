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
