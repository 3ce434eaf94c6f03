import Foundation
import GSL
import Layers
import Tensors

/// Draws the inputs and parameters of one case.
package struct Draw<Scalar: TensorScalar> {
  package let generator: RandomGenerator
  package let key: RandomKey
  package let size: Double
  /// The size of parameters, which need not be the inputs'.
  package let parameterSize: Double
  /// How inputs are rounded: not at all, some to 0, all to few values.
  package let style: Int

  package init(_ exponent: Int, _ key: RandomKey) {
    generator = RandomGenerator(key.derived(0))
    self.key = key.derived(1)
    size = pow(10, Double(exponent))
    parameterSize = pow(10, Double(generator.integer(below: 5) - 2))
    style = generator.integer(below: 3)
  }

  /// A number from 1 to `most`, odd more often than not.
  package func extent(_ most: Int) -> Int {
    let extent = 1 + generator.integer(below: most)
    return extent.isMultiple(of: 2) && generator.sign() > 0 ? extent - 1 : extent
  }

  package func tensor(_ shape: Shape, size: Double) -> Tensor<Scalar> {
    Tensor(shape, generator.normals(shape.count).map { Scalar(size * $0) })
  }

  /// An input, rounded by the style.
  package func input(_ shape: Shape) -> Tensor<Scalar> {
    let values = generator.normals(shape.count).enumerated().map { i, value in
      switch style {
      case 1 where i.isMultiple(of: 3): 0.0
      case 2: (2 * value).rounded() / 2
      default: value
      }
    }
    return Tensor(shape, values.map { Scalar(size * $0) })
  }

  /// The case of a layer on an input of this shape, made smaller where it would be of more than a size.
  package func subject(
    _ layer: some Layer<Scalar>, _ shape: Shape, mode: ForwardContext.Mode = .training,
    upTo largest: Double = .infinity
  ) -> CheckSubject {
    let shrinking = Scalar(min(1, largest / size))
    return CheckSubject(
      "\(layer) on \(shape), style \(style)",
      LayerMap(
        AnyLayer(layer), at: input(shape).map { shrinking * $0 },
        in: ForwardContext(mode, key: key)))
  }

  /// The case of a layer on an input that is more, or other, than one tensor.
  package func subject<L: Layer<Scalar>>(_ layer: L, at input: L.Input) -> CheckSubject {
    let shapes = input.tensors.map { "\($0.shape)" }.joined(separator: ", ")
    return CheckSubject(
      "\(layer) on \(shapes), style \(style)",
      LayerMap(layer, at: input, in: ForwardContext(.training, key: key)))
  }

  /// A pooling window, and images that are larger.
  func window() -> (kernel: Extent, stride: Extent, padding: Extent, shape: Shape) {
    let kernel = Extent(extent(3), extent(3))
    let stride = Extent(extent(3), extent(2))
    let padding = Extent(kernel.rows / 2, 0)
    return (
      kernel, stride, padding,
      [extent(2), extent(2), kernel.rows + extent(3), kernel.columns + extent(2)]
    )
  }

  /// The case of a recurrent layer.
  func recurrent<Cell: RecurrentCell>(_ cell: Cell.Type) -> CheckSubject
  where Cell.Scalar == Scalar {
    let (inputs, units, gates) = (extent(4), extent(3), Cell().gates)
    return subject(
      Recurrent<Cell>(
        inputWeight: tensor([gates * units, inputs], size: parameterSize),
        recurrentWeight: tensor([gates * units, units], size: parameterSize),
        inputBias: tensor([gates * units], size: 1),
        recurrentBias: tensor([gates * units], size: size)),
      [extent(3), extent(4), inputs])
  }
}
