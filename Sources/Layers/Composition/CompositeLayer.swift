import Tensors

/// A layer that is made of others: all that it says is of which, how they are wired, and what goes in and out.
///
///     struct Inception<Scalar: TensorScalar>: CompositeLayer {
///       typealias Input = Tensor<Scalar>
///       typealias Output = Tensor<Scalar>
///       var graph: Graph<Scalar>          // branches from "input", and a ``Concatenation`` of them
///     }
///
/// Forward, backward, parameters and state follow from the graph. A check looks at the layers inside one by
/// one, a probe of a training sees them by their path, such as "block3.body.relu".
public protocol CompositeLayer<Scalar>: Layer
where
  Parameters == NamedGroups<Scalar>, State == NamedGroups<Scalar>, Cache == Graph<Scalar>.Cache
{
  var graph: Graph<Scalar> { get set }
}

extension CompositeLayer {
  public var inside: Graph<Scalar>? {
    get { graph }
    set {
      guard let newValue else { preconditionFailure("\(self) is made of others") }
      graph = newValue
    }
  }

  public var parameters: NamedGroups<Scalar> {
    get { graph.parameters }
    set { graph.parameters = newValue }
  }

  public var state: NamedGroups<Scalar> {
    get { graph.state }
    set { graph.state = newValue }
  }

  public func forward(
    _ input: Input, in context: ForwardContext
  ) throws(InputError) -> (output: Output, cache: Graph<Scalar>.Cache) {
    let (outputs, cache) = try graph.forward(AnyTensors(input), in: context)
    return (try joined(outputs, to: Output.self), cache)
  }

  public func backward(
    _ outputGradient: Output, cache: Graph<Scalar>.Cache
  ) -> Gradients<Input, NamedGroups<Scalar>> {
    let gradients = graph.backward(AnyTensors(outputGradient), cache: cache)
    guard let input = gradients.input.base as? Input else {
      preconditionFailure("\(self) was handed the cache of another layer")
    }
    return Gradients(input: input, parameters: gradients.parameters)
  }

  public mutating func updateParameters(_ change: (inout Tensor<Scalar>, Int) -> Void) {
    graph.updateParameters(change)
  }

  public mutating func commit(_ cache: Graph<Scalar>.Cache) { graph.commit(cache) }
}
