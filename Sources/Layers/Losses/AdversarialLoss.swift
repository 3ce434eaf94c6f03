import RealModule
import Tensors

/// The scores that a discriminator gives to real samples and to generated ones.
public struct AdversarialScores<Scalar: TensorScalar>: TensorGroup {
  public var real: Tensor<Scalar>
  public var generated: Tensor<Scalar>

  public init(real: Tensor<Scalar>, generated: Tensor<Scalar>) {
    (self.real, self.generated) = (real, generated)
  }

  public init?(joining parts: [AnyTensors<Scalar>]) {
    let tensors = parts.flatMap { $0.tensors }
    guard tensors.count == 2 else { return nil }
    self.init(real: tensors[0], generated: tensors[1])
  }

  public var slots: [TensorSlot] { [TensorSlot("real"), TensorSlot("generated")] }

  public var slotCount: Int { 2 }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { position == 0 ? real : generated }
    _modify { if position == 0 { yield &real } else { yield &generated } }
  }
}

/// The game that a generator and a discriminator play, by the scores of the latter.
///
///                       discriminator: mean ℓ(real) + mean ℓ'(generated)        generator: mean ℓ"(generated)
///     saturating        log(1 + e⁻ˢ)    log(1 + eˢ)                             −log(1 + eˢ)
///     non-saturating    log(1 + e⁻ˢ)    log(1 + eˢ)                             log(1 + e⁻ˢ)
///     least squares     ½(s − 1)²       ½s²                                     ½(s − 1)²
///     Wasserstein       −s              s                                       −s
public enum AdversarialGame: String, Sendable, CaseIterable {
  case saturating
  case nonSaturating = "non-saturating"
  case leastSquares = "least-squares"
  case wasserstein

  /// What one of the three kinds of scores is judged by.
  enum Side { case real, generated, generator }

  /// The term of a score.
  @inline(__always)
  func term<Scalar: TensorScalar>(_ s: Scalar, _ side: Side) -> Scalar {
    switch (self, side) {
    case (.saturating, .generator): -Scalar.softplus(s)
    case (.saturating, .generated), (.nonSaturating, .generated): Scalar.softplus(s)
    case (.saturating, _), (.nonSaturating, _): Scalar.softplus(-s)
    case (.leastSquares, .generated): s * s / 2
    case (.leastSquares, _): (s - 1) * (s - 1) / 2
    case (.wasserstein, .generated): s
    case (.wasserstein, _): -s
    }
  }

  /// Its derivative.
  @inline(__always)
  func slope<Scalar: TensorScalar>(_ s: Scalar, _ side: Side) -> Scalar {
    switch (self, side) {
    case (.saturating, .generator): -Scalar.sigmoid(s)
    case (.saturating, .generated), (.nonSaturating, .generated): Scalar.sigmoid(s)
    case (.saturating, _), (.nonSaturating, _): -Scalar.sigmoid(-s)
    case (.leastSquares, .generated): s
    case (.leastSquares, _): s - 1
    case (.wasserstein, .generated): 1
    case (.wasserstein, _): -1
    }
  }

  /// The mean term of scores.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func mean<Scalar: TensorScalar>(_ scores: Tensor<Scalar>, _ side: Side) -> Scalar {
    scores.sum { term($0, side) } * Reduction.mean.factor(scores.count)
  }

  /// The gradient of the mean term.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func gradient<Scalar: TensorScalar>(
    _ lossGradient: Scalar, _ scores: Tensor<Scalar>, _ side: Side
  ) -> Tensor<Scalar> {
    let scale: Scalar = lossGradient * Reduction.mean.factor(scores.count)
    return scores.map { scale * slope($0, side) }
  }
}

/// What a discriminator loses in an ``AdversarialGame``.
///
/// The scores of real and of generated samples may be of any shape, and as many of each as there are; each kind has
/// a mean of its own. No target. Sources: Goodfellow et al., NIPS 2014; Mao et al., ICCV 2017; Arjovsky et al., ICML
/// 2017, whose clipping of weights is the optimizer's.
public struct DiscriminatorLoss<Scalar: TensorScalar>: Loss {
  public let game: AdversarialGame

  public init(_ game: AdversarialGame = .nonSaturating) { self.game = game }

  public var description: String { "DiscriminatorLoss(\(game.rawValue))" }

  /// The cache is the scores.
  public func forward(
    _ scores: AdversarialScores<Scalar>, target: Void
  ) throws(InputError) -> (value: Scalar, cache: AdversarialScores<Scalar>) {
    (game.mean(scores.real, .real) + game.mean(scores.generated, .generated), scores)
  }

  public func backward(
    _ lossGradient: Scalar, cache scores: AdversarialScores<Scalar>
  ) -> AdversarialScores<Scalar> {
    AdversarialScores(
      real: game.gradient(lossGradient, scores.real, .real),
      generated: game.gradient(lossGradient, scores.generated, .generated))
  }
}

/// What a generator loses in an ``AdversarialGame``, by the scores of what it generated. No target.
public struct GeneratorLoss<Scalar: TensorScalar>: Loss {
  public let game: AdversarialGame

  public init(_ game: AdversarialGame = .nonSaturating) { self.game = game }

  public var description: String { "GeneratorLoss(\(game.rawValue))" }

  /// The cache is the scores.
  public func forward(
    _ scores: Tensor<Scalar>, target: Void
  ) throws(InputError) -> (value: Scalar, cache: Tensor<Scalar>) {
    (game.mean(scores, .generator), scores)
  }

  public func backward(_ lossGradient: Scalar, cache scores: Tensor<Scalar>) -> Tensor<Scalar> {
    game.gradient(lossGradient, scores, .generator)
  }
}
