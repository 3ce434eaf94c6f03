import GSL
import GradientChecking
import Layers
import Tensors

enum GeneratorLossEntry: LossEntry {
  static let name = "gan-generator"
  static let summary = "of generated scores: four games"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    for game in AdversarialGame.allCases {
      try cases.add(GeneratorLoss(game), cases.prediction, ())
    }
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    let games = AdversarialGame.allCases
    return own.subject(
      GeneratorLoss(games[draw.generator.integer(below: games.count)]), own.prediction, ())
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return try stored.map(GeneratorLoss(settings.game), ())
  }
}
