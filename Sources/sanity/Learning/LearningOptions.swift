import ArgumentParser
import Commands
import Models
import Training

/// What is trained, on what and how: shared by the commands that train.
struct LearningOptions: ParsableArguments, Sendable {
  @Option(
    name: .customLong("model"), help: ArgumentHelp("The network.", valueName: "name"),
    completion: .names(of: ModelChoice.self), transform: { try named($0) })
  var models: [ModelChoice] = []

  @OptionGroup var images: DataOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Units of the hidden layers, for mlp: 256,128,64.", valueName: "sizes"),
    transform: { try parseSizes($0) })
  var hidden: [Int]?

  @Option(
    help: ArgumentHelp("Between the layers, for mlp (default: relu).", valueName: "name"),
    completion: .names(of: Activation.self), transform: { try named($0) as Activation })
  var activation: Activation?

  @Option(
    help: ArgumentHelp(
      "The optimizer (default: momentum for classifiers of images, adam for other models).",
      valueName: "name"),
    completion: .names(of: OptimizerName.self), transform: { try named($0) as OptimizerName })
  var optimizer: OptimizerName?

  @Option(
    help: ArgumentHelp(
      "What the weights of hidden layers are drawn from (default: he).", valueName: "name"),
    completion: .names(of: InitializerName.self), transform: { try named($0) as InitializerName })
  var initializer: InitializerName?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Examples in a step (default: 20).", valueName: "n"))
  var batch: Int?

  @Flag(help: "Flip images and move them by up to four pixels at random.")
  var augment = false

  @Option(help: "The precision in which the network computes (default: float).")
  var precision: TrainingPrecision?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Fixes everything random (default: 0).", valueName: "n"))
  var seed: UInt64?

  /// The names of what was given.
  var given: [String] {
    [
      models.isEmpty ? nil : "--model", images.data == nil ? nil : "--data",
      hidden == nil ? nil : "--hidden", activation == nil ? nil : "--activation",
      optimizer == nil ? nil : "--optimizer", initializer == nil ? nil : "--initializer",
      batch == nil ? nil : "--batch", augment ? "--augment" : nil,
      precision == nil ? nil : "--precision", seed == nil ? nil : "--seed",
    ].compactMap { $0 }
  }

  /// What was asked for, and what suits the model where nothing was.
  ///
  /// - Throws: a `ValidationError` where that does not fit together.
  func settings() throws -> LearningSettings {
    guard let model = models.first else {
      throw ValidationError("Choose a model: --model NAME. `sanity --list` lists the names.")
    }
    guard models.count == 1 else {
      throw ValidationError("--model is given once: one network is trained at a time.")
    }
    let batch = batch ?? 20
    guard (1...10_000).contains(batch) else {
      throw ValidationError("--batch is between 1 and 10000, not \(batch).")
    }
    if model.classifier == nil {
      for (name, isGiven) in [
        ("--data", images.data != nil), ("--initializer", initializer != nil),
        ("--augment", augment),
      ] where isGiven {
        throw ValidationError(
          "\(name) goes with classifiers of images; \(model.rawValue) draws its own examples.")
      }
    }
    if model.classifier != .mlp {
      if hidden != nil { throw ValidationError("--hidden goes with --model mlp.") }
      if activation != nil { throw ValidationError("--activation goes with --model mlp.") }
    } else if let hidden {
      let sizes = [3072] + hidden + [10]
      let count = zip(sizes, sizes.dropFirst()).map { $0 * $1 }.reduce(0, +)
      guard count <= 100_000_000 else {
        throw ValidationError(
          "--hidden makes \(count) parameters; 100 million is the limit, some gigabytes with all "
            + "that training needs.")
      }
    }
    return LearningSettings(
      model: model, data: images.data, hidden: hidden, activation: activation,
      optimizer: optimizer ?? (model.classifier == nil ? .adam : .momentum),
      initializer: initializer ?? .he, batch: batch, isAugmented: augment,
      precision: precision ?? .float, seed: seed ?? 0)
  }
}
