import ArgumentParser
import GradientChecking

extension DifferenceMethod: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}

/// How to check.
struct CheckOptions: ParsableArguments {
  @Option(help: "The formula of the plain difference; refinement is always central.")
  var method = DifferenceMethod.central

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("h, relative to max(1, |θ|).", valueName: "h"))
  var step = 1e-5

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Coordinates checked in a block (default: 1000, for models 20).", valueName: "n"))
  var samples: Int?

  @Flag(help: "Check every coordinate of every block.")
  var exhaustive = false

  @Flag(
    help: ArgumentHelp(
      "Check every derivative of every output too, not only of their contraction; of every coordinate."
    ))
  var jacobian = false

  @Option(help: "The precision in which layers compute.")
  var precision = Precision.double

  @Flag(help: "Draw the error against the step instead of checking.")
  var sweep = false

  @Option(
    help: ArgumentHelp(
      "Measure one share, such as 2/8, and write it as JSON for `gradcheck merge`.",
      valueName: "i/n"),
    transform: { text in
      guard let shard = Shard(text) else {
        throw ValidationError("A shard is one of up to 100,000, such as 2/8, not \(text).")
      }
      return shard
    })
  var shard: Shard?

  @OptionGroup var run: RunOptions

  func validate() throws {
    if shard != nil, sweep {
      throw ValidationError("--shard does not cut --sweep: a curve takes no longer than a check.")
    }
    guard step.isFinite, step >= 1e-12, step <= 0.1 else {
      throw ValidationError("--step is between 1e-12 and 0.1, not \(step).")
    }
    if let samples, samples < 1 {
      throw ValidationError("--samples is at least 1, not \(samples).")
    }
    if exhaustive && samples != nil {
      throw ValidationError("--exhaustive checks everything, so --samples means nothing with it.")
    }
    if jacobian && samples != nil {
      throw ValidationError("--jacobian checks everything, so --samples means nothing with it.")
    }
    if jacobian && sweep {
      throw ValidationError(
        "--sweep draws contracted outputs, so --jacobian means nothing with it.")
    }
  }

  /// The configuration, with this number of samples unless another was asked for.
  func configuration(samples ownSamples: Int) -> CheckConfiguration {
    var configuration = CheckConfiguration()
    configuration.method = method
    configuration.step = step
    configuration.seed = run.seed
    configuration.samplesPerBlock = samples ?? ownSamples
    configuration.isExhaustive = exhaustive || jacobian
    configuration.checksJacobian = jacobian
    configuration.threads = run.threads
    return configuration
  }
}
