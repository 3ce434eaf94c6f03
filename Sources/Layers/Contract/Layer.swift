import Tensors

/// A differentiable map with parameters, from a group of tensors to another.
///
/// Most layers have one tensor in and one out and say nothing about it. `forward` is pure: mode and random key
/// come in through the context, and only ``commit(_:)`` changes anything (running statistics). `backward` needs
/// the cache that `forward` returned, so there is no hidden state and no order of calls to get wrong.
///
/// A new layer conforms by writing `parameters`, `forward` and `backward` side by side; see ``Linear`` for the
/// shape of such a file. A layer that is made of others says of which, and how they are wired; see
/// ``CompositeLayer``.
public protocol Layer<Scalar>: Sendable, CustomStringConvertible {
  associatedtype Scalar: TensorScalar
  /// What goes in. What is not differentiable, such as a mask, has no slot there.
  associatedtype Input: TensorGroup<Scalar> = Tensor<Scalar>
  associatedtype Output: TensorGroup<Scalar> = Tensor<Scalar>
  /// The tensors that are learned. Their gradient has the same type.
  associatedtype Parameters: TensorGroup<Scalar> = NoTensors<Scalar>
  /// The tensors that are kept from pass to pass, such as running statistics.
  associatedtype State: TensorGroup<Scalar> = NoTensors<Scalar>
  /// What `backward` needs of a forward pass, and nothing more.
  associatedtype Cache: Sendable

  var parameters: Parameters { get set }
  var state: State { get set }

  /// The output for `input`, and what `backward` needs to know of how it came about.
  ///
  /// - Throws: `InputError` where `input` does not fit the layer.
  func forward(
    _ input: Input, in context: ForwardContext
  ) throws(InputError) -> (output: Output, cache: Cache)

  /// The pullback: the gradients of ⟨outputGradient, output⟩ with respect to input and parameters, as they were
  /// in `forward`: the cache holds what matters of both, and parameters that have changed since change nothing.
  ///
  /// `outputGradient` has the shapes of the output; anything else is a mistake in the program, which stops.
  func backward(_ outputGradient: Output, cache: Cache) -> Gradients<Input, Parameters>

  /// Calls `change` with every parameter tensor and its slot's position, to change in place.
  ///
  /// A composition passes it on to its layers. Where `parameters` is put together from theirs, taking
  /// it out and setting it again would copy every tensor that is changed in between.
  mutating func updateParameters(_ change: (inout Tensor<Scalar>, Int) -> Void)

  /// Takes over into ``state`` what a training step leaves behind besides gradients, such as running statistics.
  mutating func commit(_ cache: Cache)

  /// The layers inside and how they are wired; nil where the layer is not made of others, and stays so.
  var inside: Graph<Scalar>? { get set }
}

extension Layer {
  public mutating func commit(_ cache: Cache) {}

  public mutating func updateParameters(_ change: (inout Tensor<Scalar>, Int) -> Void) {
    for position in 0..<parameters.slotCount { change(&parameters[slot: position], position) }
  }

  public var inside: Graph<Scalar>? {
    get { nil }
    set { precondition(newValue == nil, "\(self) is not made of others") }
  }

  /// Puts another layer where `replacement` gives one for a layer inside, at any depth, that is not made of others.
  public mutating func replaceLeaves(
    _ replacement: (AnyLayer<Scalar>) -> (any Layer<Scalar>)?
  ) {
    guard var graph = inside else { return }
    for position in graph.nodes.indices {
      let leaf = graph.nodes[position].layer
      if leaf.inside != nil {
        graph.nodes[position].layer.replaceLeaves(replacement)
      } else if let other = replacement(leaf) {
        graph.nodes[position].layer = AnyLayer(other)
      }
    }
    inside = graph
  }
}

// By the protocol, not by the type: a layer's kind of parameters is to be read from its backward pass.

extension Layer where Parameters: EmptyTensorGroup {
  public var parameters: Parameters {
    get { Parameters() }
    set {}
  }
}

extension Layer where State: EmptyTensorGroup {
  public var state: State {
    get { State() }
    set {}
  }
}
