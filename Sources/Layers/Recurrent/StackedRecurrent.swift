import GSL
import Tensors

/// Recurrent layers on top of each other, each reading its sequence in one direction or in both.
///
///     one layer          hₜ = cell(xₜ, hₜ₋₁)        the next one takes h for x
///     both directions    hₜ = [→hₜ; ←hₜ], the second of the reversed sequence, in the order of x
///
/// Shapes: x [N, T, D], y [N, T, H], or [N, T, 2H] in both directions. Parameters are named "layer1.forward.weight_ih",
/// "layer1.backward.weight_ih"; PyTorch calls them `weight_ih_l0` and `weight_ih_l0_reverse`.
///
/// Source: Schuster, Paliwal: "Bidirectional recurrent neural networks", IEEE Transactions on Signal Processing 1997.
public struct StackedRecurrent<Cell: RecurrentCell>: CompositeLayer {
  public typealias Scalar = Cell.Scalar
  public typealias Input = Tensor<Scalar>
  public typealias Output = Tensor<Scalar>

  public var graph: Graph<Scalar>

  /// A stack of the given layers: of each one that reads forward, and one that reads backward or none.
  public init(_ layers: [(forward: Recurrent<Cell>, backward: Recurrent<Cell>?)]) {
    precondition(!layers.isEmpty, "one layer at least")
    graph = Graph(
      layers.enumerated().map { depth, layer in
        guard let backward = layer.backward else {
          return .init("layer\(depth + 1)", Stack([.init("forward", layer.forward)]))
        }
        return .init(
          "layer\(depth + 1)", BothDirections(forward: layer.forward, backward: backward))
      })
  }

  /// A stack with random weights.
  public init(
    _ inputs: Int, _ units: Int, layers: Int = 1, bidirectional isBidirectional: Bool = false,
    initializer: Initializer = .xavier, from generator: RandomGenerator
  ) {
    self.init(
      (0..<layers).map { depth in
        let width = depth == 0 ? inputs : isBidirectional ? 2 * units : units
        func layer() -> Recurrent<Cell> {
          Recurrent(width, units, initializer: initializer, from: generator)
        }
        return (layer(), isBidirectional ? layer() : nil)
      })
  }

  public var description: String {
    let isBidirectional = graph.nodes[0].layer.base is BothDirections<Cell>
    return "\(Cell().name) × \(graph.nodes.count)\(isBidirectional ? ", both directions" : "")"
  }
}

/// A layer that reads forward beside one that reads backward.
struct BothDirections<Cell: RecurrentCell>: CompositeLayer {
  typealias Scalar = Cell.Scalar
  typealias Input = Tensor<Scalar>
  typealias Output = Tensor<Scalar>

  var graph: Graph<Scalar>

  init(forward: Recurrent<Cell>, backward: Recurrent<Cell>) {
    graph = Graph([
      .init("forward", forward, from: "input"),
      .init("reversed", Reversed(), from: "input"),
      .init("backward", backward),
      .init("restored", Reversed()),
      .init("both", Concatenation(axis: 2), from: "forward", "restored"),
    ])
  }

  var description: String { "\(Cell().name) in both directions" }
}
