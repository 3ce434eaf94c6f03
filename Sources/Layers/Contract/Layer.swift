import Tensors

/// A differentiable map from tensor to tensor, with parameters.
///
/// `forward` is pure: mode and random key come in through the context, and only ``commit(_:)``
/// changes anything (running statistics). `backward` needs the cache that `forward` returned, so
/// there is no hidden state and no order of calls to get wrong.
///
/// A new layer conforms by writing `parameters`, `forward` and `backward` side by side; see
/// ``Linear`` for the shape of such a file.
public protocol Layer<Scalar>: Sendable, CustomStringConvertible {
  associatedtype Scalar: TensorScalar
  /// The tensors that are learned. Their gradient has the same type.
  associatedtype Parameters: ParameterGroup<Scalar> = NoParameters<Scalar>
  /// What `backward` needs of a forward pass, and nothing more.
  associatedtype Cache: Sendable

  var parameters: Parameters { get set }

  /// The output for `input`, and what `backward` needs to know of how it came about.
  ///
  /// - Throws: ``InputError`` where `input` does not fit the layer.
  func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache)

  /// The pullback: the gradients of ⟨outputGradient, output⟩ with respect to input and parameters.
  ///
  /// `outputGradient` has the shape of the output; anything else is a mistake in the program, which stops.
  func backward(_ outputGradient: Tensor<Scalar>, cache: Cache) -> Gradients<Parameters>

  /// Calls `change` with every parameter tensor and its slot's position, to change in place.
  ///
  /// A composition passes it on to its layers. Where `parameters` is put together from theirs, taking
  /// it out and setting it again would copy every tensor that is changed in between.
  mutating func updateParameters(_ change: (inout Tensor<Scalar>, Int) -> Void)

  /// Takes over what a training step leaves behind besides gradients, such as running statistics.
  mutating func commit(_ cache: Cache)
}

extension Layer {
  public mutating func commit(_ cache: Cache) {}

  public mutating func updateParameters(_ change: (inout Tensor<Scalar>, Int) -> Void) {
    for position in 0..<parameters.slotCount { change(&parameters[slot: position], position) }
  }
}

extension Layer where Parameters == NoParameters<Scalar> {
  public var parameters: NoParameters<Scalar> {
    get { NoParameters() }
    set {}
  }
}
