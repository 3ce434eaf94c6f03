import ArgumentParser
import Commands
import Foundation
import GradientChecking
import Reporting

/// `gradcheck merge`: the report on a check whose shares were measured apart.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", _superCommandName: "gradcheck",
    abstract: "Joins what the shards of a check have measured to its report.",
    discussion: """
      The report is that of the check done at once. What a suspicion gives rise to, such as naming the \
      mistake, is done here; --data must lead to the same images as it did for the shards.

      EXAMPLE
        gradcheck --all --shard 1/2 --output 1.json
        gradcheck --all --shard 2/2 --output 2.json
        gradcheck merge 1.json 2.json

      EXIT STATUS
        as gradcheck's; 65 where shards are missing, there twice, not whole, changed, or
        of another check or build
      """)

  @Argument(
    help: ArgumentHelp("What --shard wrote, one file a shard.", valueName: "file"),
    completion: .file(extensions: ["json"]))
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
    try ExitStatus.leave(status)
  }

  private func merge() throws -> CheckRun {
    let documents = try files.map(document)
    guard let first = documents.first,
      documents.allSatisfy({ $0.arguments == first.arguments }),
      documents.allSatisfy({ $0.partials.count == first.partials.count })
    else {
      throw ShardError("these are shards of different checks: give one check's files")
    }
    guard !first.partials.isEmpty else { throw ShardError("\(files[0]): nothing was checked") }
    var command = try command(of: first)
    command.checkOptions.run.threads = threads
    return CheckRun(
      selection: command.selection, modelOptions: command.modelOptions,
      checkOptions: command.checkOptions, output: output,
      task: .merge(zip(files, documents).map { CheckRun.ShardFile(path: $0, document: $1) }))
  }

  /// The command by which a shard was measured.
  private func command(of document: ShardDocument) throws -> GradcheckCommand {
    let arguments = document.arguments
    do {
      guard GradcheckCommand.shared(arguments) == arguments else {
        throw ValidationError("There is what concerns one shard alone.")
      }
      // What `--shard` does not go with was not measured by it.
      return try GradcheckCommand.parse(arguments + ["--shard", document.shard.description])
    } catch {
      throw ShardError(
        "\(files[0]): arguments are not of a check that --shard cuts: "
          + GradcheckCommand.message(for: error))
    }
  }

  private func document(_ path: String) throws -> ShardDocument {
    let data: Data
    do {
      let file = try Descriptor(path, O_RDONLY)
      defer { file.close() }
      guard !file.isDevice else { throw ShardError("this is a device; name a file") }
      data = try file.contents()
    } catch {
      throw ShardError("\(path) cannot be read: \(error)")
    }
    let document: ShardDocument
    do {
      document = try ShardDocument(json: data, build: GradcheckCommand.build)
    } catch {
      throw ShardError("\(path) is not what --shard of this gradcheck writes: \(error)")
    }
    guard document.isComplete else {
      throw ShardError(
        "\(path): shard \(document.shard) was not finished; measure it again, within no limit")
    }
    return document
  }
}
