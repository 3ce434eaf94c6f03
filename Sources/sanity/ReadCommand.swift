import ArgumentParser
import Commands
import Diagnostics
import Foundation
import Reporting
import TrainingReporting

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
        sanity read run.jsonl --format html --output run.html
        sanity read run.jsonl --events runs/1/events.out.tfevents.1

      EXIT STATUS
        0 nothing failed, 1 something did,
        \(ExitStatus.help)
      """)

  @Argument(
    help: ArgumentHelp("The recording; - is standard input.", valueName: "file"),
    completion: .file())
  var file: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Write the steps as an event file of TensorBoard too, whose name has tfevents in it.",
      valueName: "path"), completion: .file())
  var events: String?

  @OptionGroup(title: "Output") var output: OutputOptions<SanityDocument>

  func validate() throws {
    try output.validateFile()
    guard let events else { return }
    guard URL(filePath: events).lastPathComponent.contains("tfevents") else {
      throw ValidationError(
        "--events: TensorBoard finds files by their names: such as runs/1/events.out.tfevents.1")
    }
    do { _ = try OutputFile(events) } catch { throw ValidationError("--events \(error)") }
  }

  func run() throws {
    try ExitStatus.leave(ReadRun(file: file, events: events, output: output).execute())
  }
}
