import GSL
import Layers
import Tensors

/// Linear layers with an activation between each two.
///
/// The input is flattened; hidden layers are named fc1, fc2, …, the last one "classifier". Without hidden
/// layers it is a linear classifier.
public struct MultilayerPerceptron: Sendable, Hashable {
  /// The units of each hidden layer.
  public var hidden: [Int]
  public var activation: Activation
  /// The first value of every bias in a hidden layer; a small positive one, such as 0.01, has all ReLUs
  /// start alive.
  public var bias: Double

  public init(hidden: [Int] = [], activation: Activation = .relu, bias: Double = 0) {
    precondition(hidden.allSatisfy { $0 > 0 }, "a hidden layer has units")
    self.hidden = hidden
    self.activation = activation
    self.bias = bias
  }

  /// The network with random weights for inputs of this many values; its output is a score a class,
  /// [N, classes]. The last layer, the head, starts small, so that the first scores favor no class.
  public func network<Scalar: TensorScalar>(
    inputs: Int, classes: Int = 10, initializer: Initializer = .he,
    head: Initializer = .gaussian(standardDeviation: 0.002), from generator: RandomGenerator
  ) -> Stack<Scalar> {
    var members: [Stack<Scalar>.Member] = [.init("flatten", Flatten())]
    var width = inputs
    for (depth, units) in hidden.enumerated() {
      var layer = Linear<Scalar>(width, units, initializer: initializer, from: generator)
      layer.parameters.bias = Tensor([units], repeating: Scalar(bias))
      members.append(.init("fc\(depth + 1)", layer))
      if let member: Stack<Scalar>.Member = activation.member("\(activation.rawValue)\(depth + 1)")
      {
        members.append(member)
      }
      width = units
    }
    members.append(
      .init("classifier", Linear(width, classes, initializer: head, from: generator)))
    return Stack(members)
  }
}
