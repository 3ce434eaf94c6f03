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
  public let variables: [Variable]

  /// The data loss of `network` on images and their labels.
  public init(
    _ network: Stack<Scalar>, loss: SoftmaxCrossEntropy<Scalar> = .init(),
    at input: Tensor<Scalar>, labels: [Int], in context: ForwardContext
  ) {
    FreedMemory.keep()
    self.network = network
    self.loss = loss
    self.labels = labels
    self.context = context
    inputShape = input.shape
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
    let (logits, cache) = try network(at: point).forward(
      Tensor(inputShape, block: point[0]), in: context)
    let sites = zip(network.members, cache.branchesByMember).map { BranchSite($0.name, $1) }
    return try evaluation(logits, sites)
  }

  private func evaluation(_ logits: Tensor<Scalar>, _ sites: [BranchSite]) throws -> Evaluation {
    Evaluation([Double(try loss.forward(logits, target: labels).value)], branches: sites)
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
    let passage = try Passage(
      of: AnyLayer(network(at: point)), at: Tensor(inputShape, block: point[0]), in: context)
    guard passage.hasBatches else { return PlainNeighborhood(of: point, map: self) }
    var places = 0
    let sites = zip(network.members, passage.inside).map { member, passage in
      defer { places += passage.branches.count }
      return (name: member.name, places: places..<places + passage.branches.count)
    }
    return StackedNeighborhood(around: passage) { points in
      try (0..<points.count).map { point in
        try evaluation(
          points.activation(ofPoint: point),
          sites.map { BranchSite($0.name, points.units(ofPoint: point, at: $0.places)) })
      }
    }
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
