import GSL
import GradientChecking
import Layers
import Tensors

enum DiscriminatorLossEntry: LossEntry {
  static let name = "gan-discriminator"
  static let summary = "of real and generated scores: four games"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    for game in AdversarialGame.allCases {
      try cases.add(
        DiscriminatorLoss(game),
        AdversarialScores(real: cases.prediction, generated: cases.target), ())
    }
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    let games = AdversarialGame.allCases
    return own.subject(
      DiscriminatorLoss(games[draw.generator.integer(below: games.count)]),
      AdversarialScores(real: own.prediction, generated: own.target), ())
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return LossMap(
      DiscriminatorLoss<Scalar>(try settings.game),
      at: AdversarialScores(
        real: try stored.prediction("real"), generated: try stored.prediction("generated")),
      target: ())
  }
}

extension LossSettings {
  var game: AdversarialGame {
    get throws(InputError) {
      let name = try value(\.kind)
      guard let game = AdversarialGame(rawValue: name) else {
        throw InputError(
          "a stored loss", expects: "one of \(AdversarialGame.allCases.map(\.rawValue))",
          got: name)
      }
      return game
    }
  }
}
