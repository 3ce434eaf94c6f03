import Foundation
import GradientChecking
import Synchronization
import Testing

@Suite("Functions given by closures")
struct ClosureFunctionTests {
  /// More than one thread even where there is one core; the same check for all.
  private func report(
    on function: ClosureFunction, threads: Int? = 4
  ) throws -> GradientReport {
    try GradientCheckingTests.report(on: function) { $0.threads = threads }
  }

  @Test(
    "Sendable closures are called from several threads at once",
    .enabled(if: ProcessInfo.processInfo.activeProcessorCount > 1))
  func concurrent() throws {
    let gate = Gate()
    let value: @Sendable ([Double]) -> Double = { x in
      gate.pass()
      return sumOfSquares(x)
    }
    let both: @Sendable ([Double]) -> (value: Double, gradient: [Double]) = { x in
      gate.pass()
      return (sumOfSquares(x), twice(x))
    }
    let point = [Double](repeating: 1, count: 64)
    let functions: [ClosureFunction] = [
      .concurrent(at: point, value: value, gradient: twice),
      .concurrent(at: point, valueWithGradient: both),
      .concurrent(at: point, value: value, valueWithGradient: both),
    ]
    for function in functions {
      gate.close()
      // Other tests may hold all threads for a while.
      for _ in 0..<20 where !gate.isOpen {
        #expect(try report(on: function).isPassed)
      }
      #expect(gate.isOpen)
    }
  }

  @Test("Other closures are called on the thread of the check alone, one at a time")
  func serial() throws {
    // Neither Sendable nor locked.
    final class Calls {
      var count = 0
      var inside = 0
    }
    let calls = Calls()
    let caller = Thread.current
    func counted<Result>(_ body: () -> Result) -> Result {
      calls.inside += 1
      defer { calls.inside -= 1 }
      calls.count += 1
      #expect(calls.inside == 1)
      #expect(Thread.current == caller)
      return body()
    }
    func value(_ x: [Double]) -> Double { counted { sumOfSquares(x) } }
    func gradient(_ x: [Double]) -> [Double] { counted { twice(x) } }
    func both(_ x: [Double]) -> (value: Double, gradient: [Double]) {
      counted { (sumOfSquares(x), twice(x)) }
    }
    let point = [Double](repeating: 1, count: 64)
    let functions = [
      ClosureFunction(at: point, value: value, gradient: gradient),
      ClosureFunction(at: point, valueWithGradient: both),
      ClosureFunction(at: point, value: value, valueWithGradient: both),
    ]
    for function in functions {
      calls.count = 0
      #expect(try report(on: function).isPassed)
      #expect(calls.count > 64)
    }
  }

  @Test("The report is the same on any number of threads", arguments: [1, 2, 7, nil])
  func threads(threads: Int?) throws {
    // Wrong at one place, on a kink at another, and sampled.
    let point = (0..<3000).map { $0 == 5 ? 0 : cos(Double($0)) }
    let value: @Sendable ([Double]) -> Double = { x in
      x.reduce(0) { $0 + sin($1) + $1.magnitude }
    }
    let gradient: @Sendable ([Double]) -> [Double] = { x in
      x.enumerated().map { i, x in (i == 1234 ? 2 : 1) * (cos(x) + (x < 0 ? -1 : 1)) }
    }
    let serial = try report(
      on: ClosureFunction(at: point, value: value, gradient: gradient), threads: nil)
    let concurrent = try report(
      on: .concurrent(at: point, value: value, gradient: gradient), threads: threads)
    #expect(!serial.isPassed)
    #expect(concurrent.hasFindings(of: serial))
  }

  @Test("Functions, methods of values and literals with constants are Sendable without a word")
  func references() throws {
    struct Scale: Sendable {
      let factor: Double
      func value(_ x: [Double]) -> Double { factor * sumOfSquares(x) }
      func gradient(_ x: [Double]) -> [Double] { x.map { 2 * factor * $0 } }
    }
    let scale = Scale(factor: 3)
    let functions: [ClosureFunction] = [
      .concurrent(at: [1, 2], value: sumOfSquares, gradient: twice),
      .concurrent(at: [1, 2], value: scale.value, gradient: scale.gradient),
      .concurrent(
        at: [1, 2], value: { scale.factor * $0[0] * $0[1] },
        gradient: { [scale.factor * $0[1], scale.factor * $0[0]] }),
      .concurrent(
        "w", shape: [1, 2], at: [1, 2], valueWithGradient: { (sumOfSquares($0), twice($0)) }),
    ]
    for function in functions { #expect(try report(on: function).isPassed) }
    #expect(functions[3].variables == [Variable("w", shape: [1, 2], values: [1, 2])])
  }
}

/// Opens for good once two threads are at it, and lets each pass after a while if it does not.
private final class Gate: Sendable {
  private let state = Mutex((waiting: 0, isOpen: false))

  var isOpen: Bool { state.withLock { $0.isOpen } }

  func close() { state.withLock { $0.isOpen = false } }

  func pass() {
    let deadline = ContinuousClock.now + .milliseconds(10)
    let isOpen = state.withLock { state in
      state.waiting += 1
      state.isOpen = state.isOpen || state.waiting > 1
      return state.isOpen
    }
    defer { state.withLock { $0.waiting -= 1 } }
    guard !isOpen else { return }
    while !self.isOpen, ContinuousClock.now < deadline { Thread.sleep(forTimeInterval: 1e-4) }
  }
}

private func sumOfSquares(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 } }

private func twice(_ x: [Double]) -> [Double] { x.map { 2 * $0 } }
