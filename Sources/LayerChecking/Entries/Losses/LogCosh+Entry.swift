import GSL
import GradientChecking
import Layers
import Tensors

enum LogCoshEntry: LossEntry {
  static let name = "log-cosh"
  static let summary = "log cosh d"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    try cases.add(LogCosh(), cases.prediction, cases.target)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    return own.subject(LogCosh(reduction: own.reduction))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return try stored.map(LogCosh(reduction: settings.reductionOrMean), stored.target())
  }
}
