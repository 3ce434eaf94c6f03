import GradientChecking
import Layers
import Tensors

/// Evaluates a network near a point, starting at the layer whose parameter is displaced: what lies
/// before it is as at the point, and was computed once.
struct ModelNeighborhood<Scalar: TensorScalar>: Neighborhood {
  private let function: ModelFunction<Scalar>
  private let point: Point
  private let network: Stack<Scalar>
  /// The input of each layer, and last the logits, at the point.
  private let activations: [Tensor<Scalar>]
  private let sites: [BranchSite]
  /// The evaluation at the point itself.
  let base: Evaluation

  /// The values of the variable displaced last. Kept, because copying a large tensor takes longer than
  /// evaluating the layers behind it.
  private var displaced: Int?
  private var values: [Double] = []

  init(of function: ModelFunction<Scalar>, at point: Point) throws {
    let network = function.network(at: point)
    var run = Run(activation: Tensor(function.inputShape, block: point[0]))
    var activations = [run.activation]
    for member in network.members.indices {
      try run.pass(member, network.members[member].layer, in: network, function.context)
      activations.append(run.activation)
    }
    self.function = function
    self.point = point
    self.network = network
    self.activations = activations
    sites = run.sites
    base = try run.evaluation(function)
  }

  mutating func evaluate(
    _ displacement: Displacement, step: Double
  ) throws -> Evaluation {
    let variable = displacement.variable
    if displaced != variable { values = point[variable] }
    displaced = nil
    displacement.move(&values, by: step)
    let evaluation = try evaluate(variable, values)
    if case .coordinate(let coordinate) = displacement.direction {
      values[coordinate] = point[variable][coordinate]
      displaced = variable
    }
    return evaluation
  }

  /// The function with the values of one variable replaced.
  private func evaluate(_ variable: Int, _ values: [Double]) throws -> Evaluation {
    switch function.places[variable] {
    case .input:
      return try finish(
        Run(activation: Tensor(function.inputShape, block: values)), from: 0)
    case .parameter(let member, let slot):
      var layer = network.members[member].layer
      let shape = layer.parameters[slot: slot].shape
      layer.parameters[slot: slot] = Tensor(shape, block: values)
      var run = Run(
        activation: activations[member], sites: Array(sites[..<member]))
      try run.pass(member, layer, in: network, function.context)
      return try finish(run, from: member + 1)
    }
  }

  private func finish(_ run: Run, from first: Int) throws -> Evaluation {
    var run = run
    for member in network.members.indices[first...] {
      try run.pass(member, network.members[member].layer, in: network, function.context)
    }
    return try run.evaluation(function)
  }

  /// A forward pass under way.
  private struct Run {
    var activation: Tensor<Scalar>
    var sites: [BranchSite] = []

    mutating func pass(
      _ member: Int, _ layer: AnyLayer<Scalar>, in network: Stack<Scalar>,
      _ context: ForwardContext
    ) throws {
      let (output, cache) = try layer.forward(activation, in: context.forLayer(at: member))
      activation = output
      sites.append(BranchSite(network.members[member].name, cache.branches))
    }

    func evaluation(_ function: ModelFunction<Scalar>) throws -> Evaluation {
      let value = try function.loss.forward(activation, target: function.labels).value
      return Evaluation([Double(value)], branches: sites)
    }
  }
}
