import GradientChecking
import Layers
import Tensors

/// A network with its loss on one batch, as a function of the input and of every parameter.
public struct ModelFunction<Network: Layer, Objective: Loss>: DifferentiableFunction, CompositeMap
where Network.Output == Objective.Prediction, Network.Scalar == Objective.Scalar {
  public typealias Scalar = Network.Scalar

  let network: Network
  let loss: Objective
  let target: Objective.Target
  let context: ForwardContext
  let input: Network.Input
  public let variables: [Variable]

  /// The data loss of `network` on an input and what should come of it.
  public init(
    _ network: Network, loss: Objective, at input: Network.Input, target: Objective.Target,
    in context: ForwardContext
  ) {
    FreedMemory.keep()
    self.network = network
    self.loss = loss
    self.target = target
    self.context = context
    self.input = input
    variables =
      Variable.variables(of: input, "input", role: .input)
      + Variable.variables(of: network.parameters, "parameter", role: .parameter)
  }

  public var precision: Precision { .of(Scalar.self) }

  public func value(at point: Point) throws -> Double { try evaluate(at: point).output[0] }

  public func evaluatingBesideOthers<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Cores.$isSerial.withValue(true, operation: body)
  }

  public func evaluate(at point: Point) throws -> Evaluation {
    let (prediction, cache) = try network(at: point).forward(input(at: point), in: context)
    return try evaluation(
      prediction, network.branchesByPath(of: cache).map { BranchSite($0.path, $0.units) })
  }

  private func evaluation(
    _ prediction: Network.Output, _ sites: [BranchSite]
  ) throws -> Evaluation {
    Evaluation([Double(try loss.forward(prediction, target: target).value)], branches: sites)
  }

  public func gradient(at point: Point) throws -> Point {
    let network = network(at: point)
    let (prediction, cache) = try network.forward(input(at: point), in: context)
    let lossCache = try loss.forward(prediction, target: target).cache
    let gradients = network.backward(loss.backward(1, cache: lossCache), cache: cache)
    return Point(gradients.input.blocks() + gradients.parameters.blocks())
  }

  public func neighborhood(of point: Point) throws -> any Neighborhood {
    guard
      let passage = try Passage(
        of: AnyLayer(network(at: point)), at: AnyTensors(input(at: point)), in: context)
    else { return PlainNeighborhood(of: point, map: self) }
    let names = passage.parts.flatMap { part in part.branches.map { _ in part.name } }
    return StackedNeighborhood(around: passage) { points in
      try (0..<points.count).map { position in
        let activation = AnyTensors(points.activation(ofPoint: position))
        guard let prediction = Network.Output(joining: [activation]) else {
          preconditionFailure("\(network) gives what it is not meant to")
        }
        return try evaluation(
          prediction,
          names.enumerated().map { place, name in
            BranchSite(name, points.units(ofPoint: position, at: place..<place + 1))
          })
      }
    }
  }

  /// The layers and the loss.
  public func parts(at point: Point, cotangent: [Double]) throws -> [MapPart] {
    var parts: [MapPart] = []
    let layers = try AnyLayer(network(at: point)).parts(
      at: AnyTensors(input(at: point)), in: context
    ) { output in
      guard let prediction = Network.Output(joining: [output]) else {
        preconditionFailure("\(network) gives what it is not meant to")
      }
      parts.append(
        MapPart("loss", LossMap(loss, at: prediction, target: target), cotangent: cotangent))
      let cache = try loss.forward(prediction, target: target).cache
      return AnyTensors(loss.backward(Scalar(cotangent[0]), cache: cache))
    }
    return layers + parts
  }

  private func input(at point: Point) -> Network.Input { input.with(point.blocks) }

  func network(at point: Point) -> Network {
    var network = network
    network.parameters = network.parameters.with(point.blocks.dropFirst(input.slotCount))
    return network
  }
}
