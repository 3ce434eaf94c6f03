import Foundation
import Synchronization
import Testing

@testable import GradientChecking

@Suite("Points evaluated together")
struct StackingTests {
  /// How many points were evaluated at a time.
  private final class Sizes: Sendable {
    private let sizes = Mutex<[Int]>([])
    var all: [Int] { sizes.withLock { $0 } }
    func add(_ size: Int) { sizes.withLock { $0.append(size) } }
  }

  /// A map whose neighborhood takes several points at once, or one that fails at some of them.
  private struct Stacking<Base: DifferentiableMap>: DifferentiableMap {
    let base: Base
    let size: Int
    let sizes = Sizes()
    var fails: @Sendable (Move) -> Bool = { _ in false }

    var variables: [Variable] { base.variables }

    func evaluate(at point: Point) throws -> Evaluation { try base.evaluate(at: point) }

    func pullback(of cotangent: [Double], at point: Point) throws -> Point {
      try base.pullback(of: cotangent, at: point)
    }

    func neighborhood(of point: Point) throws -> any Neighborhood {
      Stack(plain: PlainNeighborhood(of: point, map: base), size: size, sizes: sizes, fails: fails)
    }

    struct Failure: UnrecoverableError {}

    struct Stack: Neighborhood {
      var plain: PlainNeighborhood<Base>
      let size: Int
      let sizes: Sizes
      let fails: @Sendable (Move) -> Bool

      func stackSize(ofVariable position: Int) -> Int { size }

      mutating func evaluate(_ displacement: Displacement, step: Double) throws -> Evaluation {
        try plain.evaluate(displacement, step: step)
      }

      mutating func evaluate(_ moves: [Move]) throws -> [Evaluation] {
        sizes.add(moves.count)
        if moves.contains(where: fails) { throw Failure() }
        return try moves.map { try plain.evaluate($0.displacement, step: $0.step) }
      }
    }
  }

  /// Σ relu(xᵢ − kᵢ)·sin(3xᵢ), some kinks within the first step; wrong at one entry where asked for.
  private func kinked(wrongAt wrong: Int? = nil) -> Specimen {
    let values = (0..<23).map { 0.3 + 0.1 * Double($0) }
    let kinks = values.enumerated().map { $1 + ($0 % 3 == 0 ? 3e-6 : -0.2) }
    return Specimen(
      at: values,
      value: { x in zip(x, kinks).reduce(0) { $0 + relu($1.0 - $1.1) * sin(3 * $1.0) } },
      gradient: { x in
        zip(x, kinks).enumerated().map { i, pair in
          let (x, k) = pair
          let slope = x > k ? sin(3 * x) + 3 * (x - k) * cos(3 * x) : 0
          return i == wrong ? 1.01 * slope + 0.01 : slope
        }
      },
      branches: { x in zip(x, kinks).map { sign(of: $0 - $1) } })
  }

  private func report(_ map: some DifferentiableMap, threads: Int = 1) throws -> String {
    var configuration = CheckConfiguration()
    configuration.threads = threads
    let report = try GradientChecker(configuration).check(map, named: "map")
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // Both sides of a line are evaluated together where one might have told enough.
    return String(decoding: try encoder.encode(report), as: UTF8.self)
      .replacing(/"evaluations":\d+/, with: "")
  }

  @Test("The report is the one of points evaluated by themselves", arguments: [nil, 4])
  func sameReport(wrong: Int?) throws {
    let map = kinked(wrongAt: wrong)
    let alone = Stacking(base: map, size: 1)
    let expected = try report(alone)
    for size in [2, 6, 64] {
      let together = Stacking(base: map, size: size)
      #expect(try report(together) == expected)
      #expect(try report(together, threads: 2) == expected)
      // Besides the comparison with the plain evaluation, and that of what seems wrong.
      #expect(together.sizes.all.count { $0 > size } <= 2)
      #expect(together.sizes.all.contains { $0 == min(size, 48) })
    }
  }

  @Test("What ends a check at one point of a stack is thrown, not taken for an undefined place")
  func failure() throws {
    var map = Stacking(base: kinked(), size: 8)
    map.fails = { move in
      // Not among those that are compared with the plain evaluation before.
      move.step.magnitude < 1e-4
    }
    #expect(throws: Stacking<Specimen>.Failure.self) { try report(map) }
  }
}
