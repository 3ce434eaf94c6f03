import Foundation
import GradientChecking
import Synchronization

/// A program that answers questions about a function, in as many instances as threads ask.
///
/// What dies is started anew and asked once more; what dies again, hangs or answers nonsense ends the check.
public final class ForeignProgram: Sendable {
  public let command: [String]
  private let timeout: Duration
  private let state = Mutex(State())

  private struct State {
    /// Those that wait for a question, the last that was asked at the end: one thread talks to one of them.
    var idle: [ForeignProcess] = []
    var all: [ForeignProcess] = []
    var deaths: [String] = []
    var isEnded = false
  }

  /// - Parameters:
  ///   - command: The program and its arguments; at least one word.
  ///   - timeout: How long an answer may take, a point.
  public init(_ command: [String], timeout: Duration = .seconds(60)) {
    precondition(!command.isEmpty, "a command has at least one word")
    self.command = command
    self.timeout = timeout
  }

  deinit { end() }

  /// Ends all instances; what still waits for one gets an error.
  public func end() {
    let all = state.withLock { state in
      state.isEnded = true
      defer { (state.all, state.idle) = ([], []) }
      return state.all
    }
    for process in all { process.end() }
  }

  /// What became of instances that have died and were started anew, in words.
  var deaths: [String] { state.withLock { $0.deaths } }

  /// Asks what `line` says, with bytes behind it.
  ///
  /// - Parameters:
  ///   - points: For how many points it is; each may take the time of one answer.
  ///   - numbers: How many numbers the answer has; nil where that is not known.
  ///   - purpose: What it is asked for, for errors: "values at 12 points".
  func ask(
    _ line: String, _ bytes: [UInt8] = [], points: Int = 1, numbers: Int?, for purpose: String
  ) throws -> (answer: ForeignAnswer, payload: [UInt8]) {
    let question = Array(line.utf8) + [UInt8(ascii: "\n")] + bytes
    let most = numbers ?? ForeignDescription.mostNumbers
    let longest = numbers.map { $0 * ForeignProgram.digits } ?? ForeignProgram.longestDescription
    var isSecond = false
    while true {
      let process = try taken()
      let reply: ForeignProcess.Reply
      do {
        reply = try process.ask(
          question, within: timeout * points, atMost: ForeignProgram.longestText + longest,
          payload: MemoryLayout<Double>.size * most)
      } catch {
        discard(process)
        throw error
      }
      switch reply {
      case .answer(let answer, let payload):
        state.withLock { $0.idle.append(process) }
        return (answer, payload)
      case .ended(let words):
        discard(process)
        guard !state.withLock({ $0.isEnded }) else { throw CancellationError() }
        guard !isSecond, numbers != nil else {
          let twice = isSecond ? ", twice," : ""
          throw ForeignFault(
            "the program \(words)\(twice) when it was asked for \(purpose). What it says of that is on standard "
              + "error")
        }
        state.withLock { $0.deaths.append("the program \(words) when it was asked for \(purpose)") }
        isSecond = true
      }
    }
  }

  /// So long may a line be without its numbers, and so many characters a number has with what is around it.
  private static let (longestText, digits) = (1 << 16, 40)
  /// Of a description with more values than that they come behind it.
  private static let longestDescription = 1 << 26

  private func taken() throws -> ForeignProcess {
    if let idle = state.withLock({ $0.idle.popLast() }) { return idle }
    let process = try ForeignProcess(command) { [weak self] in
      self?.state.withLock { $0.isEnded } ?? true
    }
    let isEnded = state.withLock { state in
      if !state.isEnded { state.all.append(process) }
      return state.isEnded
    }
    guard !isEnded else {
      process.end()
      throw CancellationError()
    }
    return process
  }

  private func discard(_ process: ForeignProcess) {
    state.withLock { state in state.all.removeAll { $0 === process } }
    process.end(now: true)
  }
}
