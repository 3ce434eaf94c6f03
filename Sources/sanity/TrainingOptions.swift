import ArgumentParser
import Commands
import Diagnostics
import Layers
import Models
import Training

/// How the network is to be trained.
struct TrainingOptions: ParsableArguments, Sendable {
  @Option(
    name: .customLong("optimizer"),
    help: ArgumentHelp(
      "The optimizer (default: momentum for classifiers of images, adam for other models).",
      valueName: "name"),
    completion: .names(of: OptimizerName.self), transform: { try named($0) })
  var givenOptimizer: OptimizerName?

  @Option(
    name: .customLong("learning-rate"), parsing: .unconditional,
    help: ArgumentHelp(
      "The learning rate (default: one that suits the model and the optimizer).",
      valueName: "rate"))
  var givenLearningRate: Magnitude?

  @Option(
    help: ArgumentHelp(
      "What the weights of hidden layers are drawn from (default: he).", valueName: "name"),
    completion: .names(of: InitializerName.self), transform: { try named($0) })
  var initializer = InitializerName.he

  @Option(
    name: .customLong("regularization"), parsing: .unconditional,
    help: ArgumentHelp(
      "λ of ½λΣw² on the weights; 0 for none (default: 5e-4).", valueName: "lambda"))
  var givenRegularization: Magnitude?

  @Option(parsing: .unconditional, help: ArgumentHelp("Images in a step.", valueName: "n"))
  var batch = 20

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Steps of the training that is watched.", valueName: "n"))
  var steps = 10

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Steps allowed for learning 20 samples by heart (default: as many as suit the model).",
      valueName: "n"))
  var budget: Int?

  @Flag(help: "Try what the first finding advises, and say what becomes of it.")
  var confirm = false

  @Flag(help: "Feed brightness in 0…1 as it is, instead of normalizing it.")
  var unnormalized = false

  @Option(help: "The precision in which the network computes.")
  var precision = TrainingPrecision.float

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Fixes everything random.", valueName: "n"))
  var seed: UInt64 = 0

  /// The same after a change that a finding advises.
  func changed(by remedy: Remedy) -> TrainingOptions {
    var options = self
    switch remedy {
    case .learningRate(let rate): options.givenLearningRate = Magnitude(rate)
    case .normalizedInputs: options.unnormalized = false
    case .initialization: options.initializer = .he
    case .weakerRegularization(let factor):
      options.givenRegularization = Magnitude(regularization / factor)
    }
    return options
  }

  /// The optimizer for a classifier of images.
  var optimizer: OptimizerName { givenOptimizer ?? .momentum }
  /// Nil for one that suits the model.
  var learningRate: Double? { (try? checkedLearningRate()) ?? nil }
  /// λ; 0 for none.
  var regularization: Double { (try? checkedRegularization()) ?? 5e-4 }

  private func checkedLearningRate() throws -> Double? {
    try givenLearningRate?.value("--learning-rate", isSingle: precision == .float)
  }

  private func checkedRegularization() throws -> Double? {
    try givenRegularization?.value("--regularization", isSingle: precision == .float)
  }

  /// What concerns images and networks of one's own choice alone.
  func validate(for model: ModelChoice) throws {
    guard model.classifier == nil else { return }
    if initializer != .he {
      throw ValidationError("--initializer goes with classifiers of images.")
    }
    if unnormalized { throw ValidationError("--unnormalized goes with classifiers of images.") }
  }

  func validate() throws {
    _ = try (checkedLearningRate(), checkedRegularization())
    guard (1...10_000).contains(batch) else {
      throw ValidationError("--batch is between 1 and 10000, not \(batch).")
    }
    guard (1...100_000).contains(steps) else {
      throw ValidationError("--steps is between 1 and 100000, not \(steps).")
    }
    if let budget, !(1...100_000).contains(budget) {
      throw ValidationError("--budget is between 1 and 100000, not \(budget).")
    }
  }
}

enum TrainingPrecision: String, ExpressibleByArgument, CaseIterable {
  case float
  case double
}

/// The initializers that can be chosen by name.
enum InitializerName: String, CaseIterable {
  case he
  case xavier
  case lecun
  case uniform
  case sparse
  case gaussian
  case zero

  var initializer: Initializer {
    switch self {
    case .he: .he
    case .xavier: .xavier
    case .lecun: .lecun
    case .uniform: .uniform
    case .sparse: .sparse(connections: 10)
    case .gaussian: .gaussian(standardDeviation: 0.01)
    case .zero: .zero
    }
  }

  var summary: String {
    switch self {
    case .he: "normal, variance 2/fanIn"
    case .xavier: "normal, variance 2/(fanIn + fanOut)"
    case .lecun: "normal, variance 1/fanIn"
    case .uniform: "uniform in ±1/√fanIn"
    case .sparse: "10 connections a unit"
    case .gaussian: "normal, deviation 0.01"
    case .zero: "all zero: wrong on purpose"
    }
  }
}
