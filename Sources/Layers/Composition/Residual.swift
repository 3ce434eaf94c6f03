import GSL
import Tensors

/// Two branches from one input, added: a body F, which learns what to change, and a shortcut S past it.
///
///     forward    y = F(x) + S(x)
///     backward   dx = Fᵀ·g + Sᵀ·g        the sum of what comes back through both
///
/// where Fᵀ·g is what F's backward returns for g. S is the identity unless it is given: a stack of
/// nothing. What follows the sum, in ResNet a ReLU, is a layer of its own.
///
/// Shapes: any x that both branches take; F(x) and S(x) of one shape, without broadcasting. Each branch
/// gets a random key of its own, so that dropout in one has not the mask of the other. Parameters are
/// named after their branch and layer: "body.conv1.weight", "shortcut.conv.weight". Throws where the
/// shapes of F(x) and S(x) differ, and what the layers inside throw.
///
/// Source: He, Zhang, Ren, Sun: "Deep residual learning for image recognition", CVPR 2016.
public struct Residual<Scalar: TensorScalar>: CompositeLayer {
  public typealias Input = Tensor<Scalar>
  public typealias Output = Tensor<Scalar>

  public var graph: Graph<Scalar>

  /// The sum of `body` and `shortcut`, or of `body` and the identity.
  public init(body: Stack<Scalar>, shortcut: Stack<Scalar> = Stack([])) {
    graph = Graph([
      .init("body", body, from: "input"), .init("shortcut", shortcut, from: "input"),
      .init("sum", Sum(), from: "body", "shortcut"),
    ])
  }

  /// F.
  public var body: Stack<Scalar> {
    get { branch(0) }
    set { graph.nodes[0].layer = AnyLayer(newValue) }
  }

  /// S; a stack of nothing is the identity.
  public var shortcut: Stack<Scalar> {
    get { branch(1) }
    set { graph.nodes[1].layer = AnyLayer(newValue) }
  }

  private func branch(_ node: Int) -> Stack<Scalar> {
    guard let stack = graph.nodes[node].layer.base as? Stack<Scalar> else {
      preconditionFailure("the branches of a residual are stacks")
    }
    return stack
  }

  /// The basic block of ResNet up to its sum, with random weights: a 3×3 convolution with the stride,
  /// batch norm, ReLU, a 3×3 convolution, batch norm; past it the identity where that fits, else the
  /// projection, a 1×1 convolution with the stride and a batch norm.
  ///
  /// The convolutions have biases, of 0 at first, which a batch norm takes away again in training, so that
  /// no gradient but rounding reaches them. Most implementations leave them out.
  public init(
    _ inputChannels: Int, _ outputChannels: Int, stride: Extent = 1,
    initializer: Initializer = .he, from generator: RandomGenerator
  ) {
    func convolution(
      _ inputs: Int, kernel: Extent, stride: Extent, padding: Extent
    ) -> Conv2D<Scalar> {
      Conv2D(
        inputs, outputChannels, kernel: kernel, stride: stride, padding: padding,
        initializer: initializer, from: generator)
    }
    let body = Stack<Scalar>([
      .init("conv1", convolution(inputChannels, kernel: 3, stride: stride, padding: 1)),
      .init("norm1", BatchNorm(outputChannels)),
      .init("relu", ReLU()),
      .init("conv2", convolution(outputChannels, kernel: 3, stride: 1, padding: 1)),
      .init("norm2", BatchNorm(outputChannels)),
    ])
    guard inputChannels != outputChannels || stride != 1 else {
      self.init(body: body)
      return
    }
    self.init(
      body: body,
      shortcut: Stack([
        .init("conv", convolution(inputChannels, kernel: 1, stride: stride, padding: 0)),
        .init("norm", BatchNorm(outputChannels)),
      ]))
  }

  public var description: String {
    func branch(_ stack: Stack<Scalar>) -> String {
      switch stack.members.count {
      case 0: "identity"
      case 1: stack.members[0].layer.description
      default: "\(stack.members.count) layers"
      }
    }
    return "Residual(\(branch(body)) + \(branch(shortcut)))"
  }
}
