import Dispatch
import Foundation
import Synchronization

/// Does a command's work on a thread of its own, so that the command can end while the work does not.
///
/// The first signal to stop is acknowledged at once. The work is asked to end by itself, and has a moment to
/// do so; then the command goes on without it, with what was finished. A second Ctrl-C ends the process
/// where it stands. A signal that the process was started to ignore, as by `nohup`, is ignored.
package final class Interruption: Sendable {
  /// What the work came to.
  package enum Outcome<Value: Sendable>: Sendable {
    case finished(Value)
    /// The work goes on; the process must end without waiting for it.
    case abandoned
  }

  private let received = Mutex<StopSignal?>(nil)
  /// Signalled when the work has ended, and when a signal has come.
  private let event = DispatchSemaphore(value: 0)
  private let progress: ProgressLine

  /// How long the work may take to end by itself.
  private let patience: DispatchTimeInterval
  /// As large as that of a process's first thread.
  private static let stackSize = 8 << 20

  /// - Parameters:
  ///   - progress: What is removed from the terminal before it is said that the command stops.
  ///   - patience: How long the work may take to end by itself: longer where it has something large to write.
  package init(
    _ progress: ProgressLine, patience: DispatchTimeInterval = .milliseconds(300)
  ) {
    self.progress = progress
    self.patience = patience
    for stop in StopSignal.allCases {
      if Interruption.isIgnored(stop.number) { continue }
      Foundation.signal(stop.number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(
        signal: stop.number, queue: DispatchQueue(label: "signals"))
      // The handler keeps both this object and its source alive, for as long as the process lives.
      source.setEventHandler {
        self.stop(stop)
        _ = source
      }
      source.resume()
    }
  }

  /// The signal that has come, if one has.
  package var signal: StopSignal? { received.withLock { $0 } }

  package var isRequested: Bool { signal != nil }

  /// Does `work`, no longer than until a moment after a signal or after `deadline`.
  package func outcome<Value: Sendable>(
    until deadline: DispatchTime = .distantFuture, of work: @escaping @Sendable () -> Value
  ) -> Outcome<Value> {
    let result = Box<Value>()
    let thread = Thread {
      let value = work()
      result.value.withLock { $0 = value }
      self.event.signal()
    }
    thread.stackSize = Interruption.stackSize
    thread.start()
    while true {
      let isLate = event.wait(timeout: deadline) == .timedOut
      if let value = result.value.withLock({ $0 }) { return .finished(value) }
      if isLate { return .abandoned }
      if isRequested { break }
    }
    let end = DispatchTime.now() + patience
    while event.wait(timeout: end) == .success {
      if let value = result.value.withLock({ $0 }) { return .finished(value) }
    }
    return .abandoned
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    let handler = action.__sigaction_handler.sa_handler
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private final class Box<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
  }

  private func stop(_ stop: StopSignal) {
    let isFirst = received.withLock { received in
      defer { received = received ?? stop }
      return received == nil
    }
    guard isFirst else { return }
    // What reads the results may have ended with the terminal; what goes to a file is still to be written.
    Foundation.signal(SIGPIPE, SIG_IGN)
    Foundation.signal(SIGINT, SIG_DFL)
    progress.end()
    ExitStatus.say("\(stop.sentence): writing what is finished.")
    event.signal()
  }
}
