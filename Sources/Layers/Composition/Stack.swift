import Tensors

/// Layers one after the other: y = fₙ(… f₂(f₁(x))).
///
/// Backward is the chain rule, from the last layer to the first. Each layer gets a random key of its
/// own. Parameters are named after their layer: "conv1.weight".
public struct Stack<Scalar: TensorScalar>: CompositeLayer {
  /// A layer with the name under which its parameters are listed.
  public typealias Member = Graph<Scalar>.Node

  public typealias Input = Tensor<Scalar>
  public typealias Output = Tensor<Scalar>

  public var graph: Graph<Scalar>

  public init(_ members: [Member]) { graph = Graph(members) }

  public var members: [Member] {
    get { graph.nodes }
    set { graph.nodes = newValue }
  }

  public var description: String { "Stack(\(members.count) layers)" }
}
