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
public struct Residual<Scalar: TensorScalar>: Layer {
  /// The parameters of the body, then those of the shortcut.
  public struct Parameters: ParameterGroup {
    public var body: Stack<Scalar>.Parameters
    public var shortcut: Stack<Scalar>.Parameters

    public var slots: [ParameterSlot<Self, Scalar>] {
      body.slots.enumerated().map { position, slot in
        ParameterSlot("body.\(slot.name)", \Self.body[slot: position], role: slot.role)
      }
        + shortcut.slots.enumerated().map { position, slot in
          ParameterSlot("shortcut.\(slot.name)", \Self.shortcut[slot: position], role: slot.role)
        }
    }

    public var slotCount: Int { body.slotCount + shortcut.slotCount }

    public subscript(slot position: Int) -> Tensor<Scalar> {
      get {
        position < body.slotCount
          ? body[slot: position] : shortcut[slot: position - body.slotCount]
      }
      set {
        if position < body.slotCount {
          body[slot: position] = newValue
        } else {
          shortcut[slot: position - body.slotCount] = newValue
        }
      }
    }
  }

  /// The caches of both branches.
  public struct Cache: Sendable, BranchTracing {
    fileprivate let body: Stack<Scalar>.Cache
    fileprivate let shortcut: Stack<Scalar>.Cache

    public var branches: [UInt16] { body.branches + shortcut.branches }

    public var branchesByPlace: [[UInt16]] { body.branchesByPlace + shortcut.branchesByPlace }
  }

  /// F.
  public var body: Stack<Scalar>
  /// S; a stack of nothing is the identity.
  public var shortcut: Stack<Scalar>

  /// The sum of `body` and `shortcut`, or of `body` and the identity.
  public init(body: Stack<Scalar>, shortcut: Stack<Scalar> = Stack([])) {
    self.body = body
    self.shortcut = shortcut
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

  public var parameters: Parameters {
    get { Parameters(body: body.parameters, shortcut: shortcut.parameters) }
    set {
      body.parameters = newValue.body
      shortcut.parameters = newValue.shortcut
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    var (output, bodyCache) = try body.forward(input, in: context.forLayer(at: 0))
    let (other, shortcutCache) = try shortcut.forward(input, in: context.forLayer(at: 1))
    guard output.shape == other.shape else {
      throw InputError(
        "\(self)", expects: "branches of one output shape on \(input.shape)",
        got: "\(output.shape) from the body and \(other.shape) from the shortcut")
    }
    output.add(other)
    return (output, Cache(body: bodyCache, shortcut: shortcutCache))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Parameters> {
    var body = body.backward(outputGradient, cache: cache.body)
    let shortcut = shortcut.backward(outputGradient, cache: cache.shortcut)
    body.input.add(shortcut.input)
    return Gradients(
      input: body.input,
      parameters: Parameters(body: body.parameters, shortcut: shortcut.parameters))
  }

  public mutating func updateParameters(_ change: (inout Tensor<Scalar>, Int) -> Void) {
    var count = 0
    body.updateParameters { tensor, slot in
      change(&tensor, slot)
      count += 1
    }
    shortcut.updateParameters { tensor, slot in change(&tensor, count + slot) }
  }

  public mutating func commit(_ cache: Cache) {
    body.commit(cache.body)
    shortcut.commit(cache.shortcut)
  }
}

extension Tensor {
  /// Adds a tensor of the same shape, in place unless somebody else holds the elements too.
  @inline(__always)
  fileprivate mutating func add(_ other: Tensor) {
    withMutableElements { x in
      other.withElements { y in
        for i in 0..<y.count { x[i] += y[i] }
      }
    }
  }
}
