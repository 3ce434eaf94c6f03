import ArgumentParser
import Commands
import Foundation
import GradientChecking
import Reporting

/// `gradcheck merge`: the report on a check whose shares were measured apart.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradcheck merge",
    abstract: "Joins what the shards of a check have measured to its report.",
    discussion: """
      The report is that of the check done at once. What a suspicion gives rise to, such as naming the \
      mistake, is done here; --data must lead to the same images as it did for the shards.

      EXAMPLE
        gradcheck --all --shard 1/2 --output 1.json
        gradcheck --all --shard 2/2 --output 2.json
        gradcheck merge 1.json 2.json

      EXIT STATUS
        as gradcheck's; 65 where shards are missing, there twice, or of another check
      """)

  @Argument(help: ArgumentHelp("What --shard wrote, one file a shard.", valueName: "file"))
  var files: [String]

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Threads (default: one a core). The result does not depend on it.", valueName: "n"))
  var threads: Int?

  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    guard !files.isEmpty else { throw ValidationError("Name the files that --shard wrote.") }
    try RunOptions.validate(threads: threads)
    try output.validateFile()
  }

  func run() throws {
    let status: ExitCode
    do {
      status = try merge().execute()
    } catch {
      throw ExitStatus.complain(error)
    }
    if status != .success { throw status }
  }

  private func merge() throws -> CheckRun {
    let documents = try files.map(document)
    guard let first = documents.first,
      documents.allSatisfy({ $0.arguments == first.arguments }),
      documents.allSatisfy({ $0.partials.count == first.partials.count })
    else {
      throw ShardError("these are shards of different checks: give one check's files")
    }
    guard var command = try? GradcheckCommand.parse(first.arguments) else {
      throw ShardError("\(files[0]) asks for what this gradcheck does not know")
    }
    command.checkOptions.run.threads = threads
    return CheckRun(
      selection: command.selection, modelOptions: command.modelOptions,
      checkOptions: command.checkOptions, output: output, task: .merge(documents))
  }

  private func document(_ path: String) throws -> ShardDocument {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
      throw ShardError("\(path) cannot be read")
    }
    guard let document = try? ShardDocument(json: data), document.schema == ShardDocument.schema,
      document.version == gradcheckVersion
    else {
      throw ShardError("\(path) is not what --shard of this version of gradcheck writes")
    }
    return document
  }
}
