import GradientChecking
import Synchronization
import Testing

@Suite("Contract probes of scalar functions")
struct ContractProbesTests {
  private func broken(_ report: GradientReport) -> [String] {
    report.probes.filter { !$0.isKept }.map(\.promise)
  }

  private func square(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 } }

  private func check(
    value: (([Double]) throws -> Double)? = nil, gradient: @escaping ([Double]) throws -> [Double]
  ) throws -> GradientReport {
    try report(on: ClosureFunction(at: [1, -2, 3], value: value ?? square, gradient: gradient))
  }

  @Test("A function that keeps all promises has evidence of none broken")
  func kept() throws {
    let report = try check { $0.map { 2 * $0 } }
    #expect(report.isPassed)
    #expect(!report.probes.isEmpty)
    #expect(report.probes.allSatisfy { $0.isKept && $0.evidence == nil })
  }

  @Test("A gradient of the wrong size")
  func size() throws {
    for gradient in [[], [2], [2, -4], [2, -4, 6, 0]] as [[Double]] {
      let report = try check { _ in gradient }
      #expect(broken(report) == ["shapes match"])
      #expect(!report.isPassed)
    }
  }

  @Test("A value or a gradient that is not finite", arguments: [Double.nan, .infinity, -.infinity])
  func notFinite(number: Double) throws {
    #expect(try broken(check { [2 * $0[0], number, 6] }) == ["finite"])
    #expect(try broken(check(value: { _ in number }) { $0 }) == ["finite"])
  }

  @Test("A value with fresh random numbers at each call", arguments: [1, 1e-6, 1e-10])
  func randomValue(size: Double) throws {
    var calls = 0.0
    let report = try check(
      value: { x in
        calls += 1
        return square(x) + size * pseudoNoise(calls)
      },
      gradient: { $0.map { 2 * $0 } })
    #expect(broken(report).first == "value is repeatable")
    #expect(!report.isPassed)
  }

  @Test("A gradient that accumulates says so")
  func accumulation() throws {
    var sum = [0.0, 0, 0]
    let report = try check { x in
      sum = zip(sum, x).map { $0 + 2 * $1 }
      return sum
    }
    #expect(broken(report).first == "gradient is repeatable")
    #expect(report.diagnoses.map(\.quantity) == ["accumulated"])
  }

  @Test("A gradient of the call before, whatever it starts with", arguments: [0, 1, 2.0])
  func stale(start: Double) throws {
    var last = [1.0, -2, 3].map { start * $0 }
    let report = try check { x in
      defer { last = x.map { 2 * $0 } }
      return last
    }
    #expect(!broken(report).isEmpty)
    #expect(!report.isPassed)
  }

  @Test("A gradient kept from the first call, and one of an input that is")
  func firstCall() throws {
    var kept: [Double]?
    let gradients = try check { x in
      kept = kept ?? x.map { 2 * $0 }
      return kept ?? []
    }
    var input: [Double]?
    let inputs = try check(
      value: { x in
        input = input ?? x
        return square(x)
      }, gradient: { _ in (input ?? []).map { 2 * $0 } })
    for report in [gradients, inputs] {
      #expect(!report.isPassed && report.probes.allSatisfy(\.isKept))
      #expect(
        report.diagnoses.map(\.sentence)
          == ["the gradient of x is that of the first call, at another point"])
    }
  }

  @Test("A gradient taken wherever the value was evaluated last")
  func staleValue() throws {
    var last = [1.0, -2, 3]
    let report = try check(
      value: { x in
        last = x
        return square(x)
      }, gradient: { _ in last.map { 2 * $0 } })
    #expect(broken(report).first == "nothing is left over from another point")
    let evidence = try #require(report.probes.first { !$0.isKept }?.evidence)
    let numbers = evidence.matches(of: /-?[0-9.]+(e[-+][0-9]+)?/).suffix(2).map(\.output.0)
    #expect(numbers.count == 2 && numbers.first != numbers.last, "\(evidence)")
  }

  /// x², of a block that grows by a value with every evaluation.
  private final class Growing: DifferentiableMap {
    private let extra = Atomic(0)

    var variables: [Variable] {
      [Variable("x", values: [3] + [Double](repeating: 1, count: extra.load(ordering: .relaxed)))]
    }

    func evaluate(at point: Point) -> Evaluation {
      extra.add(1, ordering: .relaxed)
      return Evaluation([point[0][0] * point[0][0]])
    }

    func pullback(of cotangent: [Double], at point: Point) -> Point {
      let rest = [Double](repeating: 0, count: extra.load(ordering: .relaxed))
      return Point([[2 * cotangent[0] * point[0][0]] + rest])
    }
  }

  @Test("A block that grows while it is checked")
  func growing() throws {
    let report = try GradientChecker().check(Growing(), named: "growing")
    #expect(!report.isPassed)
    #expect(broken(report).contains("variables are left alone"))
  }

  @Test("A value that differs between its two paths")
  func twoPaths() throws {
    for (offset, isKept) in [(0.0, true), (1e-6, false), (1, false)] {
      let function = ClosureFunction(
        at: [1, -2, 3], value: { square($0) },
        valueWithGradient: { x in (square(x) + offset, x.map { 2 * $0 }) })
      #expect(try report(on: function).isPassed == isKept)
    }
  }

  @Test("Errors of the function are passed on, whenever they come", arguments: [1, 2, 5, 20, 40])
  func errors(call: Int) {
    struct Failure: UnrecoverableError, Equatable { let call: Int }
    var calls = 0
    #expect(throws: Failure(call: call)) {
      try check(
        value: { x in
          calls += 1
          if calls == call { throw Failure(call: call) }
          return square(x)
        }, gradient: { $0.map { 2.0001 * $0 } })
    }
    #expect(throws: Failure(call: 0)) { try check { _ in throw Failure(call: 0) } }
  }
}
