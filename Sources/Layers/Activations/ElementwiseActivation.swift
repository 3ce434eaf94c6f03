import Tensors

/// An activation of each number by itself.
///
///     forward    y = f(x)
///     backward   dx = g·f'(x)
///
/// Any shape. An activation writes f and its derivative, over whole tensors, so that neither is called for each
/// element; see ``ReLU``.
public protocol ElementwiseActivation<Scalar>: Layer
where Input == Tensor<Scalar>, Output == Tensor<Scalar>, Cache == ElementwiseCache<Scalar> {
  /// f of each element.
  func values(_ x: Tensor<Scalar>) -> Tensor<Scalar>

  /// g·f' of each element, from x, or from y where the activation `keepsOutput`.
  func gradient(_ g: Tensor<Scalar>, at kept: Tensor<Scalar>) -> Tensor<Scalar>

  /// Whether the derivative is written in y = f(x): y is then kept for it, not x.
  static var keepsOutput: Bool { get }

  /// Where the derivative jumps, ascending; places of y where the activation `keepsOutput`.
  var kinks: [Scalar] { get }
}

extension ElementwiseActivation {
  public static var keepsOutput: Bool { false }

  public var kinks: [Scalar] { [] }

  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: ElementwiseCache<Scalar>) {
    let output = values(input)
    return (output, ElementwiseCache(kept: Self.keepsOutput ? output : input, kinks: kinks))
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: ElementwiseCache<Scalar>
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    outputGradient.shape.requireOutput(cache.kept.shape)
    return Gradients(input: gradient(outputGradient, at: cache.kept))
  }
}

/// What the way back of an ``ElementwiseActivation`` needs.
public struct ElementwiseCache<Scalar: TensorScalar>: Sendable, BranchTracing {
  /// x, or y.
  let kept: Tensor<Scalar>
  let kinks: [Scalar]

  /// For each element the number of kinks below it.
  public var branches: [UInt16] { kinks.isEmpty ? [] : kept.branches(above: kinks) }

  public var branchesByPlace: [[UInt16]] { kinks.isEmpty ? [] : [branches] }
}
