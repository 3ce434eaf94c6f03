import ArgumentParser
import Foundation

/// A command that needs no name, and others beside it that have one.
///
/// Not subcommands of the argument parser: a command with options of its own takes those that follow its
/// subcommand's name too.
package struct CommandSet {
  private let main: any ParsableCommand.Type
  private let named: [(name: String, command: any ParsableCommand.Type)]
  private let completed: any ParsableCommand.Type

  /// - Parameter completed: All of them as one command, by which shells learn to complete them.
  package init(
    _ main: any ParsableCommand.Type, named: [any ParsableCommand.Type] = [],
    completed: (any ParsableCommand.Type)? = nil
  ) {
    self.main = main
    self.named = named.map { ($0.configuration.commandName ?? "", $0) }
    self.completed = completed ?? main
  }

  /// Runs what the arguments ask for, and ends the process with its exit code.
  package func start(_ arguments: [String] = Array(CommandLine.arguments.dropFirst())) {
    let rest = Array(arguments.dropFirst())
    guard let first = arguments.first else { return main.start([]) }
    if let (_, command) = named.first(where: { $0.name == first }) { return command.start(rest) }
    if first == "help" { return help(rest) }
    if first.hasPrefix("--generate-completion-script") { return completed.start(arguments) }
    guard !named.isEmpty, !first.hasPrefix("-") else { return main.start(arguments) }
    main.end(unknown(first), arguments)
  }

  private func help(_ names: [String]) {
    guard let name = names.first else { return main.start(["--help"]) }
    guard let (_, command) = named.first(where: { $0.name == name }) else {
      return main.end(unknown(name), names)
    }
    command.start(["--help"])
  }

  private func unknown(_ name: String) -> ValidationError {
    let names = named.map(\.name) + ["help"]
    return ValidationError(
      "There is no subcommand '\(name)'. \(suggestion(for: name, among: names)) "
        + "Options begin with --.")
  }
}

extension ParsableCommand {
  /// Runs the command with these arguments. Ends the process where there is an error, or nothing to run.
  fileprivate static func start(_ arguments: [String]) {
    do {
      var command = try parseAsRoot(arguments)
      try command.run()
    } catch {
      end(error, arguments)
    }
  }

  /// Says what is wrong, and ends the process. What is echoed of the arguments is short enough to be read, and
  /// cannot control a terminal.
  fileprivate static func end(_ error: any Error, _ arguments: [String]) {
    let code = exitCode(for: error)
    var message = fullMessage(for: error)
    let echoed =
      arguments + arguments.flatMap { $0.split(separator: "=", maxSplits: 1).map(String.init) }
    for text in Set(echoed).sorted(by: { $0.count > $1.count }) where text != text.shortened {
      message = message.replacingOccurrences(of: text, with: text.shortened)
    }
    if code == .success {
      try? StandardOutput.write(Data("\(message)\n".utf8))
    } else if !message.isEmpty {
      ExitStatus.say(message)
    }
    Foundation.exit(code.rawValue)
  }
}
