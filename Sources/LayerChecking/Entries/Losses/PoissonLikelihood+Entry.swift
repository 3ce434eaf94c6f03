import GSL
import GradientChecking
import Layers
import Tensors

enum PoissonLikelihoodEntry: LossEntry {
  static let name = "poisson-nll"
  static let summary = "eˣ − y·x of logarithms of rates, x − y·log x of rates"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    let counts = counts(like: cases.target)
    try cases.add(PoissonLikelihood(), cases.prediction, counts)
    try cases.add(
      PoissonLikelihood(of: .rate), cases.prediction.map { $0.magnitude + 0.5 }, counts)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    let counts = counts(like: draw.tensor(own.prediction.shape, size: draw.parameterSize))
    guard draw.generator.sign() > 0 else {
      // No step leads from these to 0.
      let rates = counts.map { _ in
        Scalar(draw.parameterSize * draw.generator.uniform(in: 0.5...2))
      }
      return own.subject(PoissonLikelihood(of: .rate, reduction: own.reduction), rates, counts)
    }
    let shrinking = Scalar(min(1, 3 / draw.size))
    return own.subject(
      PoissonLikelihood(reduction: own.reduction), own.prediction.map { shrinking * $0 }, counts)
  }

  /// Whole numbers, some of them 0.
  private static func counts<Scalar: TensorScalar>(like numbers: Tensor<Scalar>) -> Tensor<Scalar> {
    numbers.map { ($0.magnitude * 2).rounded() }
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    let kind = try settings.value(\.kind)
    guard let prediction = PoissonLikelihood<Scalar>.Quantity(rawValue: kind) else {
      throw InputError("a stored loss", expects: "logarithm or rate", got: kind)
    }
    return try stored.map(
      PoissonLikelihood(of: prediction, reduction: settings.reductionOrMean), stored.target())
  }
}
