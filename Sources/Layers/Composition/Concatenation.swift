import Tensors

/// What several sources give, one behind the other along an axis.
///
///     forward    y = [x₁; x₂; …]
///     backward   dxₖ = the part of g that xₖ became
///
/// Any number of tensors of one shape, but for the axis; by default that of channels, 1. Throws where they do
/// not fit. Source: Szegedy et al.: "Going deeper with convolutions", CVPR 2015, where branches meet.
public struct Concatenation<Scalar: TensorScalar>: Layer {
  public let axis: Int

  public init(axis: Int = 1) {
    precondition(axis >= 0, "an axis counts from 0")
    self.axis = axis
  }

  public var description: String { "Concatenation(axis \(axis))" }

  /// The cache holds the shape of each tensor.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: TensorList<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: [Shape]) {
    let tensors = input.tensors
    let shapes = tensors.map { $0.shape }
    guard let first = shapes.first, axis < first.rank,
      shapes.allSatisfy({ without(axis, $0) == without(axis, first) })
    else {
      throw InputError(
        "\(self)", expects: "tensors of one shape but for axis \(axis)",
        got: shapes.map { "\($0)" }.joined(separator: " and "))
    }
    var extents = first.extents
    extents[axis] = shapes.reduce(0) { $0 + $1[axis] }
    let row = Shape(extents).stride(of: axis) * extents[axis]
    let output = Tensor<Scalar>(Shape(extents)) { y in
      var column = 0
      for x in tensors {
        let width = x.shape.stride(of: axis) * x.shape[axis]
        guard width > 0 else { continue }
        x.withElements { x in
          for n in 0..<x.count / width {
            for i in 0..<width { y[n * row + column + i] = x[n * width + i] }
          }
        }
        column += width
      }
    }
    return (output, shapes)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache shapes: [Shape]
  ) -> Gradients<TensorList<Scalar>, NoTensors<Scalar>> {
    let row = outputGradient.shape.stride(of: axis) * outputGradient.shape[axis]
    precondition(
      outputGradient.count == shapes.reduce(0) { $0 + $1.count },
      "an output gradient \(outputGradient.shape) for the outputs of \(self)")
    var column = 0
    let gradients = shapes.map { shape in
      let width = shape.stride(of: axis) * shape[axis]
      defer { column += width }
      return Tensor<Scalar>(shape) { dx in
        guard width > 0 else { return }
        outputGradient.withElements { g in
          for n in 0..<dx.count / width {
            for i in 0..<width { dx[n * width + i] = g[n * row + column + i] }
          }
        }
      }
    }
    return Gradients(input: TensorList(gradients))
  }

  private func without(_ axis: Int, _ shape: Shape) -> [Int] {
    guard axis < shape.rank else { return shape.extents + [-1] }
    var extents = shape.extents
    extents.remove(at: axis)
    return extents
  }
}
