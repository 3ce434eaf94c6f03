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

  @OptionGroup(title: "The program") var program: ProgramOptions
  @OptionGroup(title: "Output") var output: OutputOptions<GradientDocument>

  @Option(
    name: .customLong("exec"), parsing: .remaining,
    help: ArgumentHelp(
      "For shards of `exec`: the program and its arguments, as the last option. Files do not say what is run.",
      valueName: "command"))
  var command: [String] = []

  func validate() throws {
    guard !files.isEmpty else { throw ValidationError("Name the files that --shard wrote.") }
    try RunOptions.validate(threads: threads)
    try output.validateFile()
  }

  func run() throws {
    let status: ExitCode
    do {
      status = try merge()
    } catch let code as ExitCode {
      throw code
    } catch {
      throw ExitStatus.complain(error)
    }
    try ExitStatus.leave(status)
  }

  private func merge() throws -> ExitCode {
    let documents = try files.map(document)
    guard let first = documents.first,
      documents.allSatisfy({ $0.arguments == first.arguments }),
      documents.allSatisfy({ $0.partials.count == first.partials.count })
    else {
      throw ShardError("these are shards of different checks: give one check's files")
    }
    guard !first.partials.isEmpty else { throw ShardError("\(files[0]): nothing was checked") }
    let task = CheckRun.Task.merge(
      zip(files, documents).map { CheckRun.ShardFile(path: $0, document: $1) })
    func run(_ source: CheckRun.Source, _ options: CheckOptions) -> CheckRun {
      CheckRun(
        source: source, checkOptions: options, output: output, task: task,
        arguments: first.arguments)
    }
    if first.arguments.first == ExecCommand._commandName {
      let exec: ExecCommand = try parsed(Array(first.arguments.dropFirst()), of: first)
      guard exec.command == command else {
        let own = exec.command.map(\.shellQuoted).joined(separator: " ")
        throw ShardError(
          "these are shards of another program's function: if it is to be run, end the command with --exec \(own)"
        )
      }
      var options = exec.checkOptions
      options.run.threads = threads
      return try program.outcome(command, options) { run(.program($0), options) }
    }
    guard command.isEmpty else {
      throw ShardError("\(files[0]): this is no shard of `exec`, and takes no --exec")
    }
    let whole: GradcheckCommand = try parsed(first.arguments, of: first)
    var options = whole.checkOptions
    options.run.threads = threads
    return run(.catalogue(whole.selection, whole.modelOptions), options).execute()
  }

  /// The command by which a shard was measured.
  private func parsed<Command: ParsableCommand>(
    _ arguments: [String], of document: ShardDocument
  ) throws -> Command {
    do {
      guard GradcheckCommand.shared(arguments) == arguments else {
        throw ValidationError("There is what concerns one shard alone.")
      }
      // What `--shard` does not go with was not measured by it.
      return try Command.parse(["--shard", document.shard.description] + arguments)
    } catch {
      throw ShardError(
        "\(files[0]): arguments are not of a check that --shard cuts: "
          + Command.message(for: error))
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
