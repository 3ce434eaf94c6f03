import GSL
import GradientChecking
import Layers
import Tensors

enum StyleLossEntry: LossEntry {
  static let name = "style"
  static let summary = "Σ (FFᵀ/CHW − A)², Gram matrices of features"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    let features =
      cases.requested == nil
      ? Tensor.normal([2, 3, 3, 4], from: cases.generator) : cases.prediction
    guard features.shape.rank == 4 else {
      return try cases.add(StyleLoss(), features, Tensor(features.shape))
    }
    let style: Tensor<Scalar> = .normal(features.shape, from: cases.generator)
    try cases.add(StyleLoss(), features, StyleLoss.gram(of: style))
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    let shape: Shape = [draw.extent(2), draw.extent(3), draw.extent(2), draw.extent(3)]
    let style: Tensor<Scalar> = draw.tensor(shape, size: draw.size)
    return own.subject(StyleLoss(), draw.input(shape), StyleLoss.gram(of: style))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    try stored.map(StyleLoss(), stored.target())
  }
}
