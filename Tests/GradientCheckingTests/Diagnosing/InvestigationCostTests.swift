import GSL
import GradientChecking
import Synchronization
import Testing

/// What it costs to give a mistake a name.
@Suite struct InvestigationCostTests {
  /// x·W for a batch, with the number of its calls.
  private final class Counted: DifferentiableMap {
    let variables: [Variable]
    let calls = Atomic(0)

    init(_ size: Int) {
      variables = [
        Variable("x", shape: [size, size], values: RandomGenerator(seed: 1).normals(size * size)),
        Variable(
          "w", shape: [size], role: .parameter, values: RandomGenerator(seed: 2).normals(size)),
      ]
    }

    private var size: Int { variables[1].values.count }

    func evaluate(at p: Point) -> Evaluation {
      calls.add(1, ordering: .relaxed)
      return Evaluation(
        (0..<size).map { i in (0..<size).reduce(0) { $0 + p[0][i * size + $1] * p[1][$1] } })
    }

    func pullback(of u: [Double], at p: Point) -> Point {
      calls.add(1, ordering: .relaxed)
      // Wrong in a way that no hypothesis knows, so that all are tried.
      var gradient = Point([
        [Double](repeating: 0, count: size * size), [Double](repeating: 0, count: size),
      ])
      for i in 0..<size {
        for j in 0..<size {
          let place = i * size + j
          gradient[0][place] = u[i] * p[1][j] * (1 + 0.1 * Double(place * place % 7))
          gradient[1][j] += u[i] * p[0][place] * Double(1 + j * j % 5)
        }
      }
      return gradient
    }
  }

  @Test(arguments: [2, 5, 17])
  func `it costs less than ten times the check`(size: Int) throws {
    func calls(naming: Bool) throws -> Int {
      var configuration = CheckConfiguration()
      configuration.namesMistakes = naming
      configuration.threads = 1
      let map = Counted(size)
      #expect(try !GradientChecker(configuration).check(map, named: "product").isPassed)
      return map.calls.load(ordering: .relaxed)
    }
    let (plain, named) = (try calls(naming: false), try calls(naming: true))
    #expect(named > plain)
    #expect(named - plain < 10 * plain)
  }
}
