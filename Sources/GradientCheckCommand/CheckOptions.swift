import ArgumentParser
import GradientChecking

extension DifferenceMethod: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}

/// How to check.
struct CheckOptions: ParsableArguments, Sendable {
  @Option(help: "The formula of the plain difference; refinement is always central.")
  var method = DifferenceMethod.central

  @Option(
    name: .customLong("step"), parsing: .unconditional,
    help: ArgumentHelp("h, relative to max(1, |θ|) (default: 1e-05).", valueName: "h"))
  var givenStep: Double?

  var step: Double { givenStep ?? CheckConfiguration().step }

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Values are accurate to ε·max(1, |f|) only, as those of a solver are (default: 0).",
      valueName: "ε"))
  var accuracy: Double?

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
        throw ValidationError(
          "A shard is one of up to 100,000, such as 2/8, not \(text.shortened).")
      }
      return shard
    })
  var shard: Shard?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Begin nothing more after this time; what was not examined by then is not passed.",
      valueName: "seconds"))
  var timeLimit: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Begin nothing more after so many evaluations of a function; the same for any number of threads.",
      valueName: "n"))
  var evaluationLimit: Int?

  @OptionGroup var run: RunOptions

  func validate() throws {
    if let objection = method.objection { throw ValidationError("--method: \(objection).") }
    if shard != nil, sweep {
      throw ValidationError("--shard does not cut --sweep: a curve takes no longer than a check.")
    }
    if let timeLimit, !(timeLimit > 0 && timeLimit <= 1e9) {
      throw ValidationError(
        "--time-limit is a number of seconds above 0 and up to 1e9, not \(timeLimit).")
    }
    if let evaluationLimit, evaluationLimit < 1 {
      throw ValidationError("--evaluation-limit is at least 1, not \(evaluationLimit).")
    }
    guard step.isFinite, step >= 1e-12, step <= 0.1 else {
      throw ValidationError("--step is between 1e-12 and 0.1, not \(step).")
    }
    if let accuracy, !(accuracy >= 0 && accuracy <= 0.1) {
      throw ValidationError("--accuracy is between 0 and 0.1, not \(accuracy).")
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
    let ignored: [(String, Bool)] = [
      ("--step", givenStep != nil), ("--accuracy", accuracy != nil), ("--samples", samples != nil),
      ("--exhaustive", exhaustive),
      ("--time-limit", timeLimit != nil), ("--evaluation-limit", evaluationLimit != nil),
    ]
    if sweep, let (name, _) = ignored.first(where: \.1) {
      throw ValidationError(
        "--sweep draws some coordinates at every step, so \(name) means nothing with it.")
    }
  }

  /// The configuration, with this number of samples unless another was asked for.
  func configuration(samples ownSamples: Int) -> CheckConfiguration {
    var configuration = CheckConfiguration()
    configuration.method = method
    configuration.step = step
    configuration.accuracy = accuracy ?? 0
    configuration.seed = run.seed
    configuration.samplesPerBlock = samples ?? ownSamples
    configuration.isExhaustive = exhaustive || jacobian
    configuration.checksJacobian = jacobian
    configuration.threads = run.threads
    configuration.evaluationLimit = evaluationLimit
    return configuration
  }
}
