import Tensors

/// Images with zeros around them.
///
///     forward    y[n, c, r + top, s + left] = x[n, c, r, s], 0 around it
///     backward   dx is g without the border
///
/// Shapes: x [N, C, H, W], y [N, C, top + H + bottom, left + W + right].
public struct ZeroPad2D<Scalar: TensorScalar>: Layer {
  public let top, bottom, left, right: Int

  public init(top: Int = 0, bottom: Int = 0, left: Int = 0, right: Int = 0) {
    precondition(min(top, bottom, left, right) >= 0, "padding is not negative")
    (self.top, self.bottom, self.left, self.right) = (top, bottom, left, right)
  }

  /// The same on all sides.
  public init(_ padding: Int) {
    self.init(top: padding, bottom: padding, left: padding, right: padding)
  }

  public var description: String { "ZeroPad2D(\(top), \(bottom), \(left), \(right))" }

  /// The cache is the shape of x.
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Shape) {
    let shape = input.shape
    guard shape.rank == 4 else {
      throw InputError("\(self)", expects: "input [N, C, H, W]", got: "\(shape)")
    }
    var columns = Tensor<Scalar>([shape[0], shape[1], shape[2], left + shape[3] + right])
    columns.replaceSlice(left..<left + shape[3], along: 3, with: input)
    var output = Tensor<Scalar>(
      [shape[0], shape[1], top + shape[2] + bottom, left + shape[3] + right])
    output.replaceSlice(top..<top + shape[2], along: 2, with: columns)
    return (output, shape)
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache shape: Shape
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    outputGradient.shape.requireOutput(
      [shape[0], shape[1], top + shape[2] + bottom, left + shape[3] + right])
    return Gradients(
      input: outputGradient.slice(top..<top + shape[2], along: 2)
        .slice(left..<left + shape[3], along: 3))
  }
}
