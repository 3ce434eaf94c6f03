import Layers
import Tensors

/// A function of numbers in a row that is to be made small, with its gradient.
public struct ObjectiveFunction: Sendable {
  /// The value at a point, and the gradient there.
  public let evaluate: @Sendable ([Double]) throws -> (value: Double, gradient: [Double])

  public init(
    _ evaluate: @escaping @Sendable ([Double]) throws -> (value: Double, gradient: [Double])
  ) {
    self.evaluate = evaluate
  }

  /// The loss of a network on one batch, as a function of all its parameters, tensor after tensor.
  public init<Network: Layer<Double>, Objective: Loss<Double>>(
    _ network: Network, _ objective: Objective, at input: Network.Input, target: Objective.Target,
    in context: ForwardContext = ForwardContext(.training)
  ) where Network.Output == Objective.Prediction, Network.Input: Sendable {
    self.init { numbers in
      var network = network
      network.takeNumbers(numbers)
      let (prediction, cache) = try network.forward(input, in: context)
      let (value, lossCache) = try objective.forward(prediction, target: target)
      let gradient = network.backward(objective.backward(1, cache: lossCache), cache: cache)
      return (value, gradient.parameters.tensors.flatMap(\.elements))
    }
  }
}

extension Layer where Scalar == Double {
  /// All parameters in a row.
  public var numbers: [Double] { parameters.tensors.flatMap(\.elements) }

  /// Replaces all parameters by these numbers, in the order of ``numbers``.
  public mutating func takeNumbers(_ numbers: [Double]) {
    var start = 0
    updateParameters { tensor, _ in
      tensor = Tensor(tensor.shape, Array(numbers[start..<start + tensor.count]))
      start += tensor.count
    }
    precondition(start == numbers.count, "\(start) parameters, not \(numbers.count)")
  }
}
