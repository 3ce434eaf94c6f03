import ArgumentParser
import Foundation

/// A signal that asks a command to stop.
package enum StopSignal: CaseIterable, Sendable {
  /// Ctrl-C.
  case interrupt
  /// The terminal was closed, or the connection to it.
  case hangUp
  /// What `timeout`, batch systems and CI send before they kill.
  case termination

  var number: Int32 {
    switch self {
    case .interrupt: SIGINT
    case .hangUp: SIGHUP
    case .termination: SIGTERM
    }
  }

  /// 128 and the number of the signal, as a shell reports it: 130, 129, 143.
  package var exitCode: ExitCode { ExitCode(128 + number) }

  /// What happened, for one who reads the results.
  package var sentence: String {
    switch self {
    case .interrupt: "Interrupted"
    case .hangUp: "The terminal hung up"
    case .termination: "Terminated"
    }
  }
}
