import ArgumentParser
import Commands
import Layers
import Training

/// How the network is to be trained.
struct TrainingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The optimizer (default: momentum).", valueName: "name"),
    transform: { try named($0) })
  var optimizer = OptimizerName.momentum

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The learning rate (default: one that suits the model and the optimizer).",
      valueName: "rate"))
  var learningRate: Double?

  @Option(
    help: ArgumentHelp(
      "What the weights of hidden layers are drawn from (default: he).", valueName: "name"),
    transform: { try named($0) })
  var initializer = InitializerName.he

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("λ of ½λΣw² on the weights; 0 for none.", valueName: "lambda"))
  var regularization = 5e-4

  @Option(parsing: .unconditional, help: ArgumentHelp("Images in a step.", valueName: "n"))
  var batch = 20

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Steps of the training that is watched.", valueName: "n"))
  var steps = 10

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Steps allowed for learning 20 images by heart (default: 50 for VGG, else 600).",
      valueName: "n"))
  var budget: Int?

  @Flag(help: "Feed brightness in 0…1 as it is, instead of normalizing it.")
  var unnormalized = false

  @Option(help: "The precision in which the network computes.")
  var precision = TrainingPrecision.float

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Fixes everything random.", valueName: "n"))
  var seed: UInt64 = 0

  func validate() throws {
    if let learningRate, !(learningRate >= 0 && learningRate.isFinite) {
      throw ValidationError("--learning-rate is a number from 0 up, not \(learningRate).")
    }
    guard regularization >= 0, regularization.isFinite else {
      throw ValidationError("--regularization is a number from 0 up, not \(regularization).")
    }
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
