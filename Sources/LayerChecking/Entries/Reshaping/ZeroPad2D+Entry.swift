import GSL
import GradientChecking
import Layers
import Tensors

enum ZeroPad2DEntry: LayerEntry {
  static let name = "zero-pad"
  static let summary = "zeros around images, on each side its own number"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 2, 3, 4], "[N, C, H, W]", rank: 4)
    try cases.add(ZeroPad2D(top: 1, bottom: 2, left: 3, right: 0), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.subject(
      ZeroPad2D(
        top: draw.extent(2), bottom: draw.extent(3) - 1, left: draw.extent(2) - 1, right: 1),
      [draw.extent(2), draw.extent(2), draw.extent(3), draw.extent(3)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    let sides = try stored.settings.value(\.padding)
    guard sides.count == 4 else {
      throw InputError("a stored layer", expects: "padding of four sides", got: "\(sides)")
    }
    return ZeroPad2D<Scalar>(top: sides[0], bottom: sides[1], left: sides[2], right: sides[3])
  }
}

enum ReversedEntry: LayerEntry {
  static let name = "reversed"
  static let summary = "a sequence [N, T, …] from its end to its start"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    try cases.add(Reversed(), cases.requested ?? [2, 4, 3])
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.subject(Reversed(), [draw.extent(3), draw.extent(4), draw.extent(3)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    Reversed<Scalar>()
  }
}
