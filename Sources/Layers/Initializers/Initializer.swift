import GSL
import Tensors

/// How a weight tensor gets its first values.
public enum Initializer: Sendable, Hashable {
  /// Normal with variance 2 / fanIn, which keeps the scale of activations through ReLU layers.
  /// (He, Zhang, Ren, Sun: "Delving deep into rectifiers", ICCV 2015.)
  case he
  /// Normal with variance 2 / (fanIn + fanOut), for tanh and linear layers.
  /// (Glorot, Bengio: "Understanding the difficulty of training deep feedforward neural networks",
  /// AISTATS 2010.)
  case xavier
  /// Normal with variance 1 / fanIn, for linear layers.
  /// (LeCun, Bottou, Orr, Müller: "Efficient backprop", 1998.)
  case lecun
  /// Uniform in ±1/√fanIn, of variance 1 / (3·fanIn): PyTorch's default for linear layers and
  /// convolutions.
  case uniform
  /// For each output this many randomly chosen inputs with weights of variance 2 / connections, all
  /// other weights 0, so that the scale of an output does not depend on the size of the layer.
  /// (Martens: "Deep learning via Hessian-free optimization", ICML 2010.)
  case sparse(connections: Int)
  /// Normal with this standard deviation, whatever the size of the layer.
  case gaussian(standardDeviation: Double)
  /// All zero: right for biases, wrong for weights, whose units then never become different.
  case zero

  /// A tensor of first values for a layer in which each output sees `fanIn` inputs and each input
  /// reaches `fanOut` outputs.
  public func tensor<Scalar>(
    _ shape: Shape, fanIn: Int, fanOut: Int, from generator: RandomGenerator
  ) -> Tensor<Scalar> {
    let deviation = standardDeviation(fanIn: fanIn, fanOut: fanOut)
    guard deviation > 0 else { return Tensor(shape) }
    let values: [Double] =
      switch self {
      case .uniform:
        (0..<shape.count).map { _ in
          generator.uniform(in: -1...1) / Double(fanIn).squareRoot()
        }
      case .sparse(let connections):
        sparse(shape, min(connections, fanIn), from: generator)
      case .he, .xavier, .lecun, .gaussian, .zero:
        generator.normals(shape.count, standardDeviation: deviation)
      }
    return Tensor(shape, values.map { Scalar($0) })
  }

  /// A row of weights an output, of which `connections` are not 0.
  private func sparse(
    _ shape: Shape, _ connections: Int, from generator: RandomGenerator
  ) -> [Double] {
    let inputs = shape.stride(of: 0)
    var weights = [Double](repeating: 0, count: shape.count)
    for output in 0..<shape[0] {
      for input in generator.sample(min(connections, inputs), below: inputs) {
        weights[output * inputs + input] =
          generator.normal(standardDeviation: (2 / Double(connections)).squareRoot())
      }
    }
    return weights
  }

  /// The standard deviation of the values.
  public func standardDeviation(fanIn: Int, fanOut: Int) -> Double {
    switch self {
    case .he: (2 / Double(fanIn)).squareRoot()
    case .xavier: (2 / Double(fanIn + fanOut)).squareRoot()
    case .lecun: (1 / Double(fanIn)).squareRoot()
    case .uniform: (1 / (3 * Double(fanIn))).squareRoot()
    case .sparse: (2 / Double(fanIn)).squareRoot()
    case .gaussian(let standardDeviation): standardDeviation
    case .zero: 0
    }
  }
}
