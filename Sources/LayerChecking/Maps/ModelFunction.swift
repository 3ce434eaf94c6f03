import GradientChecking
import Layers
import Tensors

/// A network with its loss on one batch, as a function of the input and of every parameter.
public struct ModelFunction<Scalar: TensorScalar>: DifferentiableFunction, CompositeMap {
  let network: Stack<Scalar>
  let loss: SoftmaxCrossEntropy<Scalar>
  let labels: [Int]
  let context: ForwardContext
  let inputShape: Shape
  /// Where each variable lives; the input first.
  let places: [Place]
  public let variables: [Variable]

  /// Where a variable lives in the network.
  enum Place: Sendable {
    case input
    case parameter(member: Int, slot: Int)
  }

  /// The data loss of `network` on images and their labels.
  public init(
    _ network: Stack<Scalar>, loss: SoftmaxCrossEntropy<Scalar> = .init(),
    at input: Tensor<Scalar>, labels: [Int], in context: ForwardContext
  ) {
    self.network = network
    self.loss = loss
    self.labels = labels
    self.context = context
    inputShape = input.shape
    places =
      [.input]
      + network.members.enumerated().flatMap { member, named in
        named.layer.parameters.slots.indices.map { .parameter(member: member, slot: $0) }
      }
    variables =
      [Variable("input", shape: input.shape.extents, values: input.block())]
      + Variable.parameters(of: network.parameters)
  }

  public var precision: Precision { .of(Scalar.self) }

  public func value(at point: Point) throws -> Double { try evaluate(at: point).output[0] }

  public func evaluatingBesideOthers<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Cores.$isSerial.withValue(true, operation: body)
  }

  public func evaluate(at point: Point) throws -> Evaluation {
    try ModelNeighborhood(of: self, at: point).base
  }

  public func gradient(at point: Point) throws -> Point {
    let network = network(at: point)
    let (logits, cache) = try network.forward(
      Tensor(inputShape, block: point[0]), in: context)
    let lossCache = try loss.forward(logits, target: labels).cache
    let gradients = network.backward(loss.backward(1, cache: lossCache), cache: cache)
    return Point([gradients.input.block()] + gradients.parameters.blocks())
  }

  public func neighborhood(of point: Point) throws -> any Neighborhood {
    try ModelNeighborhood(of: self, at: point)
  }

  /// The layers and the loss.
  public func parts(at point: Point, cotangent: [Double]) throws -> [MapPart] {
    var parts: [MapPart] = []
    let layers = try network(at: point).parts(
      at: Tensor(inputShape, block: point[0]), in: context
    ) { logits in
      parts.append(MapPart("loss", LossMap(loss, at: logits, target: labels), cotangent: cotangent))
      let cache = try loss.forward(logits, target: labels).cache
      return loss.backward(Scalar(cotangent[0]), cache: cache)
    }
    return layers + parts
  }

  func network(at point: Point) -> Stack<Scalar> {
    var network = network
    network.parameters.set(point.blocks.dropFirst())
    return network
  }
}
