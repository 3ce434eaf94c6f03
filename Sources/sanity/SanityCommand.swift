import ArgumentParser
import Commands
import Foundation
import Reporting
import Tensors
import TrainingReporting

/// `sanity`: looks at a network before anyone spends a night training it.
struct SanityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sanity",
    abstract: "Can this network learn? What an experienced person looks at before training.",
    discussion: """
      Builds the model, looks at its data, its first loss and its layers, has it learn 20 images by \
      heart, watches a few steps of training, and says what is wrong, the cause before its symptoms.

      EXAMPLES
        sanity --model vgg11
        sanity --model vgg11 --data cifar-10-batches-bin
        sanity --model vgg11 --optimizer adam --learning-rate 1e-3 --probe overfit
        sanity --model char-lstm --data book.txt    a text of yours
        sanity --model mlp --activation sigmoid --hidden 64,64,64,64,64,64
        sanity --model mlp --initializer zero --format json
        sanity --model vgg11 --steps 100 --events runs/1
        sanity rate --model mlp                     which learning rate
        sanity search --model mlp                   which learning rate and regularization
        sanity train --model mlp --checkpoints run1 trains it, and can go on
        sanity read run.jsonl                       a training recorded elsewhere

      READING THE TABLE
        output         mean and deviation of what comes out, at the first step
        gradient       root mean square of the weight's gradient, at the first step
        update:weight  size of a step relative to the weights; about 1e-3
        dead           ReLU units never positive for 1,000 images

      EXIT STATUS
        0 nothing failed, 1 something did,
        \(ExitStatus.help)
      """)

  @OptionGroup(title: "What to look at") var selection: SelectionOptions
  @OptionGroup(title: "How it is trained") var training: TrainingOptions
  @OptionGroup(title: "Output") var output: OutputOptions<SanityDocument>
  @OptionGroup(title: "Output") var events: EventOptions
  @Flag(help: "Print the version and the matrix library, and exit.") var version = false

  func validate() throws {
    if selection.model == nil && !selection.list && !version {
      throw ValidationError(
        "Choose a model: --model NAME. `sanity --list` lists the names.")
    }
    try selection.validateModelOptions()
    if let model = selection.model { try training.validate(for: model) }
    try output.validateFile()
    try events.validateFolder()
  }

  func run() throws {
    if version || selection.list {
      let text =
        version ? "sanity \(sanityVersion), BLAS: \(BLAS.shared.name)\n" : Listing.text
      do { try StandardOutput.write(Data(text.utf8)) } catch { throw ExitStatus.internalError }
      return
    }
    try ExitStatus.leave(
      SanityRun(selection: selection, training: training, output: output, events: events)
        .execute())
  }
}

/// All commands as one, as shells complete them.
struct CompletedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sanity", subcommands: named)

  /// The commands beside the one that needs no name.
  static let named: [any ParsableCommand.Type] = [
    RateCommand.self, TrainCommand.self, SearchCommand.self, ReadCommand.self,
  ]

  @OptionGroup var command: SanityCommand
}

/// The version that `--version` prints.
let sanityVersion = "0.1.0"
