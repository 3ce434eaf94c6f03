import ArgumentParser
import Commands
import ForeignChecking
import Foundation
import GradientChecking
import Reporting

/// `gradcheck exec`: checks a gradient that is worked out by another program.
struct ExecCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exec", _superCommandName: "gradcheck",
    abstract: "Checks a gradient that another program works out, in whatever language.",
    discussion: """
      The program is asked on its standard input, a JSON object a line, and answers on its standard output; \
      the protocol is in Sources/ForeignChecking/ForeignChecking.docc, with files that speak it for Python \
      (NumPy, PyTorch, JAX) and C. One instance answers all, or as many as --threads says.

      EXAMPLES
        gradcheck exec -- python3 softplus.py
        gradcheck exec --jacobian --timeout 10 -- ./softplus 3
        gradcheck exec --format html --output report.html -- python3 model.py
        gradcheck exec --shard 1/4 --output 1.json -- python3 model.py
        gradcheck merge 1.json 2.json 3.json 4.json --exec python3 model.py

      EXIT STATUS
        as gradcheck's; 65 where the program cannot be started, ends, does not answer
        in time, or answers something else
      """)

  @OptionGroup(title: "How to check") var checkOptions: CheckOptions
  @OptionGroup(title: "The program") var program: ProgramOptions
  @OptionGroup(title: "Output") var output: OutputOptions<GradientDocument>

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("The program and its arguments, after --.", valueName: "command"),
    completion: .shellCommand("compgen -c"))
  var command: [String] = []

  func validate() throws {
    guard !command.isEmpty else {
      throw ValidationError("Name the program after --: gradcheck exec -- python3 softplus.py")
    }
    guard checkOptions.precision == .double else {
      throw ValidationError("--precision is for layers; a program tells its own.")
    }
    try output.validateFile()
  }

  func run() throws {
    try ExitStatus.leave(
      program.outcome(command, checkOptions) { map in
        CheckRun(source: .program(map), checkOptions: checkOptions, output: output)
      })
  }
}

/// How another program is asked.
struct ProgramOptions: ParsableArguments, Sendable {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How long the program may take for one point.", valueName: "seconds"))
  var timeout = 60.0

  func validate() throws {
    guard timeout > 0, timeout <= 1e6 else {
      throw ValidationError(
        "--timeout is a number of seconds above 0 and up to 1e6, not \(timeout).")
    }
  }

  /// Starts the program, does the run on its function, and ends it, whatever comes.
  func outcome(
    _ command: [String], _ options: CheckOptions, of run: (ForeignMap) throws -> CheckRun
  ) throws -> ExitCode {
    let program = ForeignProgram(command, timeout: .seconds(timeout))
    defer { program.end() }
    do {
      let map = try ForeignMap(
        program, seed: options.run.seed, isConcurrent: (options.run.threads ?? 1) > 1)
      return try run(map).execute()
    } catch {
      throw ExitStatus.complain(error)
    }
  }
}

extension ContractError: DataFault {}
extension ForeignFault: DataFault {}
extension ForeignRefusal: DataFault {}
