import ArgumentParser
import Commands
import LayerChecking
import Layers
import Models

/// On what a model is checked.
struct ModelOptions: ParsableArguments, Sendable {
  @OptionGroup var images: DataOptions

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Images in the batch (default: 2).", valueName: "n")
  )
  var batch: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("training, inference or both (default: both).", valueName: "mode"))
  var mode: ModeChoice?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Training steps before the check (default: 0).", valueName: "n"))
  var warmUp: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "λ of ½λΣw² on the weights, checked apart from the data loss; 0 for none (default: 5e-4).",
      valueName: "lambda"))
  var regularization: Magnitude?

  enum ModeChoice: String, ExpressibleByArgument, CaseIterable, Sendable {
    case training
    case inference
    case both

    var modes: [ForwardContext.Mode] {
      switch self {
      case .training: [.training]
      case .inference: [.inference]
      case .both: ForwardContext.Mode.allCases
      }
    }
  }

  func validate(models: [ModelChoice], isSingle: Bool) throws {
    let given: [(String, Bool)] = [
      ("--data", images.data != nil), ("--batch", batch != nil), ("--mode", mode != nil),
      ("--warm-up", warmUp != nil), ("--regularization", regularization != nil),
    ]
    if models.isEmpty, let (name, _) = given.first(where: \.1) {
      throw ValidationError("\(name) goes with --model.")
    }
    if images.data != nil, let model = models.first(where: { $0.classifier == nil }) {
      throw ValidationError(
        "--data goes with classifiers of images; \(model.rawValue) draws its own examples.")
    }
    if let batch, !(1...1000).contains(batch) {
      throw ValidationError("--batch is between 1 and 1000, not \(batch).")
    }
    if let warmUp, !(0...100_000).contains(warmUp) {
      throw ValidationError("--warm-up is between 0 and 100000, not \(warmUp).")
    }
    _ = try regularization?.value("--regularization", isSingle: isSingle)
  }

  /// λ, which has been found to be a number.
  private var lambda: Double? {
    try? regularization?.value("--regularization", isSingle: false)
  }

  /// How many checks each model takes, and its warm-up.
  var stages: Int {
    (mode?.modes ?? ForwardContext.Mode.allCases).count + (lambda == 0 ? 1 : 2)
  }

  /// Fills in what was given.
  func apply(to check: inout ModelCheck) {
    if let batch { check.batch = batch }
    if let mode { check.modes = mode.modes }
    if let warmUp { check.warmUp = warmUp }
    if let lambda { check.regularization = lambda }
  }

  /// Fills in what was given.
  func apply(to check: inout TaskCheck) {
    if let batch { check.batch = batch }
    if let mode { check.modes = mode.modes }
    if let warmUp { check.warmUp = warmUp }
    if let lambda { check.regularization = lambda }
  }
}
