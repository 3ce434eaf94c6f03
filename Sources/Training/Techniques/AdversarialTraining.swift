import GSL
import Layers
import Tensors

/// A generator and a discriminator in training against each other, in turns.
///
///     1. the discriminator learns to tell real samples from generated ones, which are constants to it (detached)
///     2. the generator learns to be taken for real, through a discriminator that stays as it is
///
/// Source: Goodfellow et al.: "Generative adversarial nets", NIPS 2014.
public struct AdversarialTraining<Generator: Layer, Judge: Layer>: Sendable
where
  Generator.Output == Tensor<Generator.Scalar>, Judge.Scalar == Generator.Scalar,
  Judge.Input == Tensor<Judge.Scalar>, Judge.Output == Tensor<Judge.Scalar>
{
  public typealias Scalar = Generator.Scalar

  public private(set) var generator: Generator
  public private(set) var judge: Judge
  public let game: AdversarialGame
  private var generatorOptimizer, judgeOptimizer: any Optimizer<Scalar>
  private var steps = 0
  private let key: RandomKey

  public init(
    _ generator: Generator, against judge: Judge, game: AdversarialGame = .nonSaturating,
    generatorOptimizer: any Optimizer<Scalar>, judgeOptimizer: any Optimizer<Scalar>,
    key: RandomKey = RandomKey(0)
  ) {
    (self.generator, self.judge, self.game, self.key) = (generator, judge, game, key)
    (self.generatorOptimizer, self.judgeOptimizer) = (generatorOptimizer, judgeOptimizer)
  }

  /// A turn of each.
  ///
  /// - Returns: What each lost before its own update.
  /// - Throws: `InputError` where samples and networks do not fit.
  @discardableResult
  public mutating func step(
    real: Tensor<Scalar>, noise: Generator.Input
  ) throws(InputError) -> (judge: Scalar, generator: Scalar) {
    defer { steps += 1 }
    let context = ForwardContext(.training, key: key.derived(steps))
    let lost = try judgeTurn(real, noise, context)
    return (lost, try generatorTurn(noise, context))
  }

  private mutating func judgeTurn(
    _ real: Tensor<Scalar>, _ noise: Generator.Input, _ context: ForwardContext
  ) throws(InputError) -> Scalar {
    let generated = try generator.forward(noise, in: context).output
    let (realScores, realCache) = try judge.forward(real, in: context)
    let (scores, cache) = try judge.forward(generated, in: context)
    let loss = DiscriminatorLoss<Scalar>(game)
    let (value, lossCache) = try loss.forward(
      AdversarialScores(real: realScores, generated: scores), target: ())
    let above = loss.backward(1, cache: lossCache)
    var gradient = judge.backward(above.real, cache: realCache).parameters
    let other = judge.backward(above.generated, cache: cache).parameters
    for slot in 0..<gradient.slotCount { gradient[slot: slot] += other[slot: slot] }
    judge.commit(realCache)
    judge.commit(cache)
    judgeOptimizer.update(&judge, gradient: gradient)
    return value
  }

  private mutating func generatorTurn(
    _ noise: Generator.Input, _ context: ForwardContext
  ) throws(InputError) -> Scalar {
    let (generated, generatorCache) = try generator.forward(noise, in: context)
    let (scores, cache) = try judge.forward(generated, in: context)
    let loss = GeneratorLoss<Scalar>(game)
    let (value, lossCache) = try loss.forward(scores, target: ())
    let above = judge.backward(loss.backward(1, cache: lossCache), cache: cache).input
    let gradient = generator.backward(above, cache: generatorCache).parameters
    generator.commit(generatorCache)
    generatorOptimizer.update(&generator, gradient: gradient)
    return value
  }
}
