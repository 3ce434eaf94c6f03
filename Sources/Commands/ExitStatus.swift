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
  package static let interrupted = ExitCode(130)

  /// Says on standard error what went wrong.
  package static func complain(_ message: String) {
    try? FileHandle.standardError.write(contentsOf: Data("Error: \(message)\n".utf8))
  }

  /// Says on standard error what went wrong, and returns the code for it.
  package static func complain(_ error: any Error) -> ExitCode {
    complain("\(error)")
    return switch error {
    case is InputError: badUsage
    case is DatasetError, is ShardError: badData
    default: internalError
    }
  }
}
