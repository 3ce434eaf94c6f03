import Foundation
import GSL
import GradientChecking
import Synchronization
import Testing

/// Whatever a function and its gradient are, naming ends, and within its budget.
@Suite struct AnyFunctionTests {
  /// A function of one or two blocks of any shape, with a gradient that is wrong in some way.
  private final class Drawn: DifferentiableMap {
    let variables: [Variable]
    let calls = Atomic(0)
    private let weights: [[Double]]
    private let outputs: Int
    private let kind: Int
    private let mistake: Int

    init(seed: Int) {
      let draws = RandomGenerator(seed: UInt64(seed))
      func draw(_ bound: Int) -> Int { draws.integer(below: bound) }
      let shapes = (0...draw(2)).map { _ in (0..<draw(4)).map { _ in 1 + draw(3) } }
      variables = shapes.enumerated().map { number, shape in
        let count = shape.reduce(1, *)
        return Variable(
          "v\(number)", shape: shape, role: draw(2) == 0 ? .input : .parameter,
          values: draw(5) == 0 ? [Double](repeating: 0, count: count) : draws.normals(count))
      }
      outputs = [1, 1, 2, 3, variables[0].values.count][draw(5)]
      kind = draw(5)
      mistake = seed % 12
      let values = variables.reduce(0) { $0 + $1.values.count }
      weights = (0..<outputs).map { _ in draws.normals(values) }
    }

    private func function(_ x: Double) -> (value: Double, slope: Double) {
      switch kind {
      case 0: (1, 0)
      case 1: (x, 1)
      case 2: (x.magnitude, x < 0 ? -1 : 1)
      case 3: (log(x), 1 / x)
      default: (x * sin(x), sin(x) + x * cos(x))
      }
    }

    func evaluate(at p: Point) -> Evaluation {
      calls.add(1, ordering: .relaxed)
      let values = p.blocks.flatMap(\.self).map { function($0).value }
      return Evaluation(weights.map { zip($0, values).reduce(0) { $0 + $1.0 * $1.1 } })
    }

    func pullback(of u: [Double], at p: Point) -> Point {
      let call = calls.add(1, ordering: .relaxed).newValue
      return Point(
        p.blocks.indices.map { position in
          let before = p.blocks[..<position].reduce(0) { $0 + $1.count }
          let right = p[position].enumerated().map { i, x in
            zip(u, weights).reduce(0) { $0 + $1.0 * $1.1[before + i] } * function(x).slope
          }
          return wrong(right, p[position], u, call)
        })
    }

    private func wrong(_ n: [Double], _ x: [Double], _ u: [Double], _ call: Int) -> [Double] {
      switch mistake {
      case 0: n.map { _ in .nan }
      case 1: n.enumerated().map { $0 == 0 ? .infinity : $1 }
      case 2: n.map { _ in 0 }
      case 3: n.reversed()
      case 4: n.enumerated().map { $0 == 0 ? .nan : -$1 }
      case 5: n.map { $0 + Double(call) }
      case 6: zip(n, x).map { $0 * $1 }
      case 7: n.map { 1e300 * $0 }
      case 8: n.enumerated().map { $0 % 2 == 0 ? $1 : 1e-300 * $1 }
      case 9: n.map { $0 * u[0] }
      case 10: n.map { _ in n.reduce(0, +) }
      default: n.enumerated().map { $1 + sin(Double($0)) }
      }
    }
  }

  @Test func `naming ends, whatever the function`() throws {
    for seed in 0..<96 {
      func calls(naming: Bool) throws -> Int {
        var configuration = CheckConfiguration()
        configuration.namesMistakes = naming
        configuration.threads = 1
        let map = Drawn(seed: seed)
        for diagnosis in try GradientChecker(configuration).check(map, named: "drawn").diagnoses {
          #expect(
            !diagnosis.finding.isEmpty && diagnosis.unexplained.isFinite, "seed \(seed)")
        }
        return map.calls.load(ordering: .relaxed)
      }
      let (plain, named) = (try calls(naming: false), try calls(naming: true))
      let values = Drawn(seed: seed).variables.reduce(0) { $0 + $1.values.count }
      #expect(named - plain <= 10 * max(plain, 2 * values), "seed \(seed)")
    }
  }
}
