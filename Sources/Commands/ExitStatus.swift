import ArgumentParser
import Datasets
import Foundation
import GradientChecking
import Tensors

/// Exit codes of the BSD `sysexits` convention, as the commands' help documents them.
package enum ExitStatus {
  package static let badUsage = ExitCode.validationFailure
  package static let badData = ExitCode(65)
  package static let internalError = ExitCode(70)

  /// How the commands' help documents them.
  package static let help = """
    64 bad usage, 65 bad input data, 70 internal error,
    130 interrupted, 129 hung up on, 143 terminated: \
    what was finished has been written
    """

  /// Says something on standard error, which may be closed.
  package static func say(_ message: String) {
    try? FileHandle.standardError.write(contentsOf: Data("\(message.printable)\n".utf8))
  }

  /// Says on standard error what went wrong.
  package static func complain(_ message: String) { say("Error: \(message)") }

  /// Says on standard error what went wrong, and returns the code for it.
  package static func complain(_ error: any Error) -> ExitCode {
    complain("\(error)")
    return switch error {
    case is InputError: badUsage
    case is any DataFault: badData
    default: internalError
    }
  }

  /// Ends the process, whatever its other threads are doing, unless all is well.
  package static func leave(_ code: ExitCode) throws {
    guard code != .success else { return }
    // Not `exit`, which takes down what a thread that was left behind is still using.
    _exit(code.rawValue)
  }
}
