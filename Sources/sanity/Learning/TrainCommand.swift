import ArgumentParser
import Commands
import Foundation
import Reporting
import Training
import TrainingReporting

/// `sanity train`: trains a model, watched, and able to go on.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", _superCommandName: "sanity",
    abstract: "Trains a model, and says how it goes: curves, findings, the gap to validation.",
    discussion: """
      A tenth of the images is set aside for validation; the training ends when these get no better. What the \
      probes find is said at the step at which it arises.

      With --checkpoints each epoch, each minute and Ctrl-C leave last.safetensors: weights, running statistics, what the \
      optimizer remembers, random key, place in data and schedule; best.safetensors is that of the least \
      validation loss. --resume goes on to the very bits that an uninterrupted training comes to.

      EXAMPLES
        sanity train --model mlp --epochs 20
        sanity train --model resnet --data cifar-10-batches-bin --augment --schedule cosine --checkpoints run1
        sanity train --resume run1                  goes on
        sanity train --resume run1 --epochs 40      goes on for longer
        sanity train --model mlp --format svg --output curve.svg

      SCHEDULES
      \(ScheduleName.allCases.map { "  \($0.rawValue): \($0.summary)" }.joined(separator: "\n"))

      EXIT STATUS
        0 nothing failed, 1 it diverged or a probe failed,
        \(ExitStatus.help)
      """)

  @OptionGroup(title: "What is trained") var learning: LearningOptions

  @Option(
    name: .customLong("learning-rate"), parsing: .unconditional,
    help: ArgumentHelp(
      "The learning rate (default: one that suits the model and the optimizer).",
      valueName: "rate"))
  var learningRate: Magnitude?

  @Option(
    help: ArgumentHelp(
      "How the rate changes over the epochs (default: constant).", valueName: "name"),
    completion: .names(of: ScheduleName.self), transform: { try named($0) as ScheduleName })
  var schedule: ScheduleName?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "λ of ½λΣw² on the weights; 0 for none (default: 5e-4).", valueName: "lambda"))
  var regularization: Magnitude?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Times that all examples are seen; 50 batches where they are drawn (default: 10).",
      valueName: "n"))
  var epochs: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Epochs without a new least validation loss before it stops; 0 for never (default: 5).",
      valueName: "n"))
  var patience: Int?

  @OptionGroup(title: "Checkpoints") var storage: CheckpointOptions
  @OptionGroup(title: "Output") var output: OutputOptions<TrainDocument>

  func validate() throws {
    if let epochs, !(1...100_000).contains(epochs) {
      throw ValidationError("--epochs is between 1 and 100000, not \(epochs).")
    }
    if let patience, !(0...100_000).contains(patience) {
      throw ValidationError("--patience is between 0 and 100000, not \(patience).")
    }
    if let folder = storage.resume {
      let given =
        learning.given
        + [
          learningRate == nil ? nil : "--learning-rate", schedule == nil ? nil : "--schedule",
          regularization == nil ? nil : "--regularization",
          storage.checkpoints == nil ? nil : "--checkpoints",
          storage.format == nil ? nil : "--checkpoint-format",
        ].compactMap { $0 }
      guard given.isEmpty else {
        throw ValidationError(
          "\(given.joined(separator: ", ")): the training in \(folder.shortened) goes on as it "
            + "was; --resume goes with --epochs and --patience alone.")
      }
    } else {
      _ = try settings()
    }
    if storage.format != nil, storage.checkpoints == nil, storage.resume == nil {
      throw ValidationError("--checkpoint-format goes with --checkpoints.")
    }
    try output.validateFile()
  }

  private func settings() throws -> TrainSettings {
    let learning = try learning.settings()
    let isSingle = learning.precision == .float
    let rate = try learningRate?.value("--learning-rate", isSingle: isSingle)
    let lambda = try regularization?.value("--regularization", isSingle: isSingle)
    return TrainSettings(
      learning: learning, learningRate: rate ?? learning.usualRate,
      schedule: schedule ?? .constant, regularization: lambda ?? 5e-4, epochs: epochs ?? 10,
      patience: patience == 0 ? nil : patience ?? 5)
  }

  func run() throws {
    do {
      if let path = storage.resume {
        let folder = try CheckpointFolder(existing: path)
        var (checkpoint, settings) = try folder.read()
        if let patience { settings.patience = patience == 0 ? nil : patience }
        try ExitStatus.leave(
          TrainRun(
            settings: settings, epochs: epochs ?? settings.epochs, folder: folder,
            checkpoint: checkpoint, output: output
          ).execute())
      } else {
        let settings = try settings()
        let folder = try storage.checkpoints.map {
          try CheckpointFolder(new: $0, storage.format ?? .safetensors)
        }
        try ExitStatus.leave(
          TrainRun(
            settings: settings, epochs: settings.epochs, folder: folder, checkpoint: nil,
            output: output
          ).execute())
      }
    } catch let error as BadData {
      try ExitStatus.leave(ExitStatus.complain(error))
    }
  }
}

/// Where a training is kept.
struct CheckpointOptions: ParsableArguments, Sendable {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("A folder for the last checkpoint and the best.", valueName: "folder"),
    completion: .directory)
  var checkpoints: String?

  @Option(
    name: .customLong("checkpoint-format"),
    help: ArgumentHelp("safetensors or npz (default: safetensors).", valueName: "name"),
    completion: .names(of: CheckpointFolder.Format.self),
    transform: { try named($0) as CheckpointFolder.Format })
  var format: CheckpointFolder.Format?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Go on with the training whose checkpoints are there.", valueName: "folder"),
    completion: .directory)
  var resume: String?
}
