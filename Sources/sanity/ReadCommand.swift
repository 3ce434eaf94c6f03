import ArgumentParser
import Commands
import Diagnostics
import Foundation

/// `sanity read`: the findings on a training that ran elsewhere.
struct ReadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read", _superCommandName: "sanity",
    abstract: "Looks at a training that was recorded as JSON lines, by whatever program.",
    discussion: """
      A line is a step: {"loss": 2.31, "samples": 32, …}; all but the loss may be left out, and what is left \
      out is not judged. The recorder for PyTorch loops and the schema are in \
      Sources/Diagnostics/Diagnostics.docc.

      EXAMPLES
        sanity read run.jsonl
        python train.py | sanity read -             findings as they arise

      EXIT STATUS
        0 nothing failed, 1 something did,
        \(ExitStatus.help)
      """)

  @Argument(
    help: ArgumentHelp("The recording; - is standard input.", valueName: "file"),
    completion: .file())
  var file: String

  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws { try output.validateFile() }

  func run() throws { try ExitStatus.leave(ReadRun(file: file, output: output).execute()) }
}
