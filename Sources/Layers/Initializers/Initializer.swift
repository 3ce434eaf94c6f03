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
    let values = generator.normals(shape.count, standardDeviation: deviation)
    return Tensor(shape, values.map { Scalar($0) })
  }

  /// The standard deviation of the values.
  public func standardDeviation(fanIn: Int, fanOut: Int) -> Double {
    switch self {
    case .he: (2 / Double(fanIn)).squareRoot()
    case .xavier: (2 / Double(fanIn + fanOut)).squareRoot()
    case .gaussian(let standardDeviation): standardDeviation
    case .zero: 0
    }
  }
}
