import GSL
import Layers
import Tensors

/// The models that can be chosen by name; all take images of 32×32 pixels and three channels.
public enum ModelName: String, CaseIterable, Sendable {
  case vgg11
  case vgg13
  case vgg16
  case vgg19
  case alexnet
  case resnet
  case inception
  case softmax
  case svm
  case mlp

  /// What the scores are judged by.
  public enum Objective: Sendable {
    /// Softmax cross-entropy.
    case softmax
    /// The multi-class hinge, Δ = 1.
    case hinge
  }

  public var objective: Objective { self == .svm ? .hinge : .softmax }

  /// The hidden layers of the multilayer perceptron unless others are asked for.
  public static let hiddenLayers = [256, 128, 64]

  /// The VGG network of this name; nil for the others.
  public var vgg: VGG? { VGG(rawValue: rawValue) }

  /// Whether it looks at images through windows.
  public var isConvolutional: Bool {
    vgg != nil || [.alexnet, .resnet, .inception].contains(self)
  }

  /// The network with random weights; its output is a score a class, [N, classes].
  ///
  /// `initializer` is that of the hidden layers; `hidden` and `activation` are those of the multilayer
  /// perceptron.
  public func network<Scalar: TensorScalar>(
    classes: Int = 10, initializer: Initializer = .he, hidden: [Int] = hiddenLayers,
    activation: Activation = .relu, from generator: RandomGenerator
  ) -> Stack<Scalar> {
    // A linear classifier is nothing but a head, on inputs that are many and correlated.
    let isDeep = isConvolutional || self == .mlp
    let head =
      initializer == .zero ? .zero : Initializer.gaussian(standardDeviation: isDeep ? 0.002 : 1e-3)
    if let vgg {
      return vgg.network(
        classes: classes, initializer: initializer, head: head, from: generator)
    }
    switch self {
    case .alexnet:
      return AlexNet.network(
        classes: classes, initializer: initializer, head: head, from: generator)
    case .resnet:
      return ResNet().network(
        classes: classes, initializer: initializer, head: head, from: generator)
    case .inception:
      return InceptionNet.network(
        classes: classes, initializer: initializer, head: head, from: generator)
    default: break
    }
    let perceptron = MultilayerPerceptron(
      hidden: self == .mlp ? hidden : [], activation: activation)
    return perceptron.network(
      inputs: VGG.imageShape.count, classes: classes, initializer: initializer, head: head,
      from: generator)
  }

  /// What it is, in one line.
  public var summary: String {
    if let vgg {
      return "\(vgg.channels.joined().count) convolutions with batch norm, 1 linear; 32×32×3"
    }
    switch self {
    case .alexnet: return "5 convolutions, 3 linear, dropout; 32×32×3"
    case .resnet: return "6 residual blocks with batch norm, 1 linear; 32×32×3"
    case .inception: return "three inception blocks, 1 linear; 32×32×3"
    case .softmax: return "a linear classifier, softmax cross-entropy"
    case .svm: return "a linear classifier, multi-class hinge (Δ 1)"
    default:
      let layers = ModelName.hiddenLayers.map(String.init).joined(separator: ", ")
      return "\(layers) hidden units, ReLU; softmax cross-entropy"
    }
  }
}
