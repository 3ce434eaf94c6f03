import GSL
import Tensors

/// Images as sequences: every square patch becomes a vector, by one linear map.
///
///     y[n, t, ·] = W·(patch t of x[n]) + b        patches side by side, row by row
///
/// Shapes: x [N, C, H, W], y [N, T, D] with T = ⌊H/P⌋·⌊W/P⌋ for patches P×P; W [D, C, P, P], b [D]: a ``Conv2D`` whose
/// stride is its kernel, its places taken for steps.
///
/// Source: Dosovitskiy et al.: "An image is worth 16×16 words", ICLR 2021.
public struct PatchEmbedding<Scalar: TensorScalar>: CompositeLayer {
  public typealias Input = Tensor<Scalar>
  public typealias Output = Tensor<Scalar>

  public var graph: Graph<Scalar>

  /// The patches of a convolution whose stride is its kernel.
  public init(_ convolution: Conv2D<Scalar>) {
    precondition(
      convolution.geometry.stride == convolution.geometry.kernel, "patches side by side")
    graph = Graph([.init("patches", convolution), .init("steps", Places())])
  }

  /// Patches of `size`×`size` pixels with random weights.
  public init(_ channels: Int, _ features: Int, size: Int, from generator: RandomGenerator) {
    let kernel = Extent(size, size)
    self.init(
      Conv2D(
        channels, features, kernel: kernel, stride: kernel, initializer: .xavier, from: generator))
  }

  public var description: String { "PatchEmbedding(\(graph.nodes[0].layer))" }
}

/// The places of images as the steps of a sequence.
///
///     forward    y[n, t, c] = x[n, c, r, s]        t = r·W + s
///     backward   dx is g the other way
///
/// Shapes: x [N, C, …], y [N, T, C] for all T places of a channel.
public struct Places<Scalar: TensorScalar>: Layer {
  public init() {}

  public var description: String { "Places" }

  /// The cache is the shape of x.
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Shape) {
    let shape = input.shape
    guard shape.rank > 2 else {
      throw InputError("\(self)", expects: "input [N, C, …]", got: "\(shape)")
    }
    let flat = input.reshaped([shape[0], shape[1], shape.stride(of: 1)])
    return (flat.permuted([0, 2, 1]), shape)
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache shape: Shape
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    outputGradient.shape.requireOutput([shape[0], shape.stride(of: 1), shape[1]])
    return Gradients(input: outputGradient.permuted([0, 2, 1]).reshaped(shape))
  }
}
