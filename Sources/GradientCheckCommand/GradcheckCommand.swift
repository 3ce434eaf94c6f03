import ArgumentParser
import Commands
import Foundation
import GradientChecking
import LayerChecking
import Models
import Reporting
import Tensors

/// `gradcheck`: checks analytic gradients from the command line.
struct GradcheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradcheck",
    abstract: "Is this gradient right? Compares analytic gradients with finite differences.",
    discussion: """
      Every derivative is compared with a central difference in double precision. What does not \
      agree to 1e-7 at once is refined: larger steps against rounding, smaller ones against kinks \
      and curvature, until the numeric value is known well enough to tell a wrong gradient from an \
      unlucky step.

      EXAMPLES
        gradcheck --layer batchnorm
        gradcheck --layer conv2d --layer linear --loss softmax-cross-entropy
        gradcheck --layer conv2d --shape 2x3x9x4 --sweep
        gradcheck --layer conv2d --jacobian
        gradcheck --all --format json --output report.json
        gradcheck --model vgg11 --data cifar-10-batches-bin
        gradcheck --model vgg11 --exhaustive --shard 2/8 --output 2.json
        gradcheck merge 1.json 2.json 3.json 4.json 5.json 6.json 7.json 8.json

      SUBCOMMANDS
        exec       checks a gradient that another program works out
        compare    compares two recorded gradients
        merge      joins what shards have measured to the report
        self-test  does the checker find known mistakes, and pass what is right?
        help       explains one of them: gradcheck help merge

      READING THE TABLE
        checked   coordinates checked, of how many there are
        h 1e-05   worst relative error |a − n| / max(|a|, |n|) at the plain step
        refined   the same after refinement, where it stands out of the noise
        band      good ≤ 1e-7 < kinks ≤ 1e-4 < suspicious ≤ 1e-2 < wrong

      EXIT STATUS
        0 all good, 1 a check failed or was not finished within its limit,
        \(ExitStatus.help)
      """)

  @OptionGroup(title: "What to check") var selection: SelectionOptions
  @OptionGroup(title: "Models") var modelOptions: ModelOptions
  @OptionGroup(title: "How to check") var checkOptions: CheckOptions
  @OptionGroup(title: "Output") var output: OutputOptions<GradientDocument>
  @Flag(help: "Print the version and the matrix library, and exit.") var version = false

  func validate() throws {
    if selection.isEmpty && !selection.list && !version {
      throw ValidationError(
        "Choose what to check: --layer, --loss, --regularizer or --model NAME, or --all. "
          + "`gradcheck --list` lists the names.")
    }
    try selection.validateShape()
    try modelOptions.validate(
      models: selection.models, isSingle: checkOptions.precision == .float)
    if checkOptions.shard != nil, selection.list || version {
      throw ValidationError(
        "--shard measures a share of a check, and \(selection.list ? "--list" : "--version") makes none."
      )
    }
    if checkOptions.sweep && !selection.models.isEmpty {
      throw ValidationError("--sweep draws layers, losses and regularizers, not models.")
    }
    if checkOptions.precision == .float && selection.mistaken {
      throw ValidationError("--mistaken computes in double precision.")
    }
    if checkOptions.jacobian && !selection.models.isEmpty {
      throw ValidationError(
        "--jacobian goes with layers, not with models: a model's one output is its loss, and its Jacobian "
          + "the gradient that is checked anyway.")
    }
    try output.validateFile()
  }

  func run() throws {
    if version || selection.list {
      let text =
        version
        ? "gradcheck \(gradcheckVersion), BLAS: \(BLAS.shared.name)\n" : Listing.text
      do { try StandardOutput.write(Data(text.utf8)) } catch { throw ExitStatus.internalError }
      return
    }
    try ExitStatus.leave(
      CheckRun(
        source: .catalogue(selection, modelOptions), checkOptions: checkOptions, output: output
      ).execute())
  }

  /// The arguments but for those that concern one shard alone, or only how results are written.
  static func shared(_ arguments: [String]) -> [String] {
    let own = [
      "--shard", "--output", "--format", "--threads", "--time-limit", "--evaluation-limit",
    ]
    var shared: [String] = []
    var isValue = false
    for (position, argument) in arguments.enumerated() {
      // What follows is another program's.
      if argument == "--", !isValue { return shared + arguments[position...] }
      if !isValue, !own.contains(where: { argument.hasPrefix("\($0)=") }), !own.contains(argument) {
        shared.append(argument)
      }
      isValue = !isValue && own.contains(argument)
    }
    return shared
  }
}

extension GradcheckCommand {
  /// What the documents of shards are told apart by.
  static let build = Build.identity("gradcheck \(gradcheckVersion)")
}

/// All of the command, as shells are to complete it.
struct CompletedCommand: ParsableCommand {
  static let named: [any ParsableCommand.Type] = [
    ExecCommand.self, CompareCommand.self, MergeCommand.self, SelfTestCommand.self,
  ]
  static let configuration = CommandConfiguration(commandName: "gradcheck", subcommands: named)

  @OptionGroup var command: GradcheckCommand
}

/// The version that `--version` prints.
let gradcheckVersion = "0.1.0"
