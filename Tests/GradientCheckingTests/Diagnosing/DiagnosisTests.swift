import Foundation
import GSL
import GradientChecking
import Synchronization
import Testing

/// What mistakes are called in functions of which nothing is known but their values.
@Suite struct DiagnosisTests {
  /// y = A·x for A [4, 3], or [3, 3], and x; of which nothing else is told.
  private struct Product: DifferentiableMap {
    var rows = 4
    var columns = 3
    let variables: [Variable]
    let mistake: @Sendable (_ gradient: Point, _ u: [Double], _ p: Point) -> Point

    init(
      rows: Int = 4, columns: Int = 3,
      mistake: @escaping @Sendable (_ gradient: Point, _ u: [Double], _ p: Point) -> Point
    ) {
      (self.rows, self.columns) = (rows, columns)
      self.mistake = mistake
      variables = [
        Variable(
          "A", shape: [rows, columns], role: .parameter,
          values: RandomGenerator(seed: 1).normals(rows * columns)),
        Variable("x", values: RandomGenerator(seed: 2).normals(columns)),
      ]
    }

    func evaluate(at p: Point) -> Evaluation {
      Evaluation(
        (0..<rows).map { i in
          (0..<columns).reduce(0) { $0 + p[0][i * columns + $1] * p[1][$1] }
        })
    }

    func pullback(of u: [Double], at p: Point) -> Point {
      let right = Point([
        (0..<rows * columns).map { u[$0 / columns] * p[1][$0 % columns] },
        (0..<columns).map { j in
          (0..<rows).reduce(0) { $0 + u[$1] * p[0][$1 * columns + j] }
        },
      ])
      return mistake(right, u, p)
    }
  }

  private func diagnoses(_ map: some DifferentiableMap) throws -> [Diagnosis] {
    let report = try GradientChecker().check(map, named: "product")
    #expect(!report.isPassed)
    return report.diagnoses
  }

  @Test func `a factor is named by its value`() throws {
    let found = try diagnoses(
      Product { gradient, _, _ in Point([gradient[0].map { 2 * $0 }, gradient[1]]) })
    #expect(found.map(\.blocks) == [["A"]])
    #expect(found.first?.family == .scale)
    #expect(found.first?.factor.map { ($0 - 2).magnitude < 1e-6 } == true)
    #expect(found.first?.confidence == .certain)
    #expect(
      found.first?.sentence == "the gradient of A is exactly twice as large as it should be")
  }

  @Test func `a transposed gradient is named`() throws {
    let found = try diagnoses(
      Product(rows: 3) { gradient, _, _ in
        Point([(0..<9).map { gradient[0][$0 % 3 * 3 + $0 / 3] }, gradient[1]])
      })
    #expect(found.map(\.quantity) == ["transposed"])
    #expect(found.first?.family == .layout)
  }

  @Test func `a factor that is transposed is named by the variable`() throws {
    let found = try diagnoses(
      Product(rows: 3) { gradient, u, p in
        Point([
          gradient[0], (0..<3).map { j in (0..<3).reduce(0) { $0 + u[$1] * p[0][j * 3 + $1] } },
        ])
      })
    #expect(found.map(\.blocks) == [["x"]])
    #expect(found.map(\.quantity) == ["transposed"])
    #expect(found.first?.finding.contains("J") == true)
  }

  @Test func `a single entry is named by its index`() throws {
    let found = try diagnoses(
      Product { gradient, _, _ in
        var gradient = gradient
        gradient[0][7] *= 1.3
        return gradient
      })
    #expect(found.first?.family == .place)
    #expect(found.first?.quantity.hasPrefix("A[2, 1]") == true)
  }

  @Test func `a row is named, with what is wrong in it`() throws {
    let found = try diagnoses(
      Product { gradient, _, _ in
        var gradient = gradient
        for j in 0..<3 { gradient[0][6 + j] = 0 }
        return gradient
      })
    #expect(found.first?.family == .place)
    #expect(found.first?.finding == "is that of all outputs but entry 2")
  }

  @Test func `one output of several is named`() throws {
    let found = try diagnoses(
      Product { gradient, u, p in
        Point([gradient[0], (0..<3).map { u[0] * p[0][$0] }])
      })
    #expect(found.first?.family == .place)
    #expect(found.first?.quantity == "entry 0 only")
  }

  @Test func `a gradient that ignores what comes from above is named`() throws {
    let found = try diagnoses(
      Product { gradient, u, p in
        Point([gradient[0], (0..<3).map { j in (0..<4).reduce(0) { $0 + p[0][$1 * 3 + j] } }])
      })
    #expect(found.map(\.family) == [.upstream])
    #expect(found.map(\.quantity) == ["ignored"])
  }

  @Test func `a gradient that accumulates is named`() throws {
    let sum = Mutex([Double](repeating: 0, count: 12))
    let found = try diagnoses(
      Product { gradient, _, _ in
        let total = sum.withLock { sum in
          for i in sum.indices { sum[i] += gradient[0][i] }
          return sum
        }
        return Point([total, gradient[1]])
      })
    #expect(found.map(\.family) == [.state])
    #expect(found.map(\.quantity) == ["accumulated"])
  }

  @Test func `single precision is named`() throws {
    let found = try diagnoses(
      Product { gradient, _, _ in Point([gradient[0].map { Double(Float($0)) }, gradient[1]]) })
    #expect(found.map(\.family) == [.precision])
  }

  @Test func `a gradient of zeros is named`() throws {
    let found = try diagnoses(
      Product { gradient, _, _ in Point([gradient[0].map { _ in 0 }, gradient[1]]) })
    #expect(found.map(\.family) == [.zero])
    #expect(found.first?.blocks == ["A"])
  }

  @Test func `numbers that follow no pattern get no name`() throws {
    let noise = RandomGenerator(seed: 9).normals(12)
    let found = try diagnoses(
      Product { gradient, u, _ in
        // Linear in the cotangent, but otherwise without rhyme or reason.
        Point([(0..<12).map { noise[$0] * (u[0] - 2 * u[3]) }, gradient[1]])
      })
    // It is linear in the cotangent and the same at every point, which is all that can be said.
    #expect(found.allSatisfy { $0.quantity == "constant" && $0.confidence < .certain })
  }

  @Test func `two mistakes at once are not called by the name of one`() throws {
    let found = try diagnoses(
      Product(rows: 3) { gradient, _, _ in
        let turned = (0..<9).map { gradient[0][$0 % 3 * 3 + $0 / 3] }
        return Point([turned.enumerated().map { Double(1 + $0) * $1 }, gradient[1]])
      })
    #expect(found.allSatisfy { $0.confidence < .certain })
  }

  @Test func `what the function tells of itself gives the factor its name`() throws {
    struct Described: DescribedMap {
      let product: Product
      var variables: [Variable] { product.variables }
      func evaluate(at p: Point) -> Evaluation { product.evaluate(at: p) }
      func pullback(of u: [Double], at p: Point) -> Point { product.pullback(of: u, at: p) }
      func facts(at point: Point, cotangent: [Double]) -> MapFacts {
        var facts = MapFacts()
        facts.quantities = [.init("N", "the number of samples", 32)]
        return facts
      }
    }
    let found = try diagnoses(
      Described(
        product: Product { gradient, _, _ in Point([gradient[0].map { $0 / 32 }, gradient[1]]) }))
    #expect(found.map(\.quantity) == ["N = 32"])
    #expect(
      found.first?.sentence
        == "the gradient of A is exactly 32 times too small, and N, the number of samples, is 32")
  }

  @Test func `nothing is looked for where nobody wants a name`() throws {
    var configuration = CheckConfiguration()
    configuration.namesMistakes = false
    let map = Product { gradient, _, _ in Point([gradient[0].map { 2 * $0 }, gradient[1]]) }
    let report = try GradientChecker(configuration).check(map, named: "product")
    #expect(!report.isPassed)
    #expect(report.diagnoses.isEmpty)
  }

  @Test func `a right gradient gets no name`() throws {
    let report = try GradientChecker().check(
      Product { gradient, _, _ in gradient }, named: "product")
    #expect(report.isPassed)
    #expect(report.diagnoses.isEmpty)
  }

  @Test(arguments: [(2.2, 1e12), (2.5, 1e12), (3, 1e12), (2.2, 1e13), (3, 1e13), (2.001, 0)])
  func `a factor that noise blurs is not taken for a rounder one`(
    slope: Double, offset: Double
  ) throws {
    // Of Σ x², whose gradient is 2x.
    let squares = Specimen(
      at: [0.3, -1.2, 2], value: { offset + $0.reduce(0) { $0 + $1 * $1 } },
      gradient: { $0.map { slope * $0 } })
    let report = try report(on: squares)
    #expect(!report.isPassed)
    for finding in report.diagnoses.map(\.finding) {
      #expect(!finding.contains("exactly") && !finding.contains(" is 1 times"), "\(finding)")
    }
  }

  // MARK: - Sums, of which only the slopes are known

  private static let values = RandomGenerator(seed: 4).normals(24)

  /// What the gradient of a scalar function of 24 values is called.
  private func names(
    _ value: @escaping ([Double]) -> Double, _ gradient: @escaping ([Double]) -> [Double]
  ) throws -> [String] {
    try diagnoses(ClosureFunction(at: DiagnosisTests.values, value: value, gradient: gradient))
      .map(\.sentence)
  }

  @Test func `the slope of an outer function left out`() throws {
    func squares(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 } }
    let norm = try names({ squares($0).squareRoot() }, { $0 })
    #expect(norm.first?.contains("factor the function's value") == true, "\(norm)")
    let root = try names({ squares($0).squareRoot() }, { $0.map { 2 * $0 } })
    #expect(root.first?.contains("the function's value") == true, "\(root)")
    let logarithm = try names({ log(squares($0)) }, { $0.map { 2 * $0 } })
    #expect(logarithm.first?.contains("e to the function's value") == true, "\(logarithm)")
    let exponential = try names({ exp(0.1 * squares($0)) }, { $0.map { 0.2 * $0 } })
    #expect(exponential.first?.contains("the function's value") == true, "\(exponential)")
  }

  @Test func `one number too much`() throws {
    func cubes(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 * $1 } }
    let all = try names(cubes) { $0.map { 3 * $0 * $0 - 1 } }
    #expect(all.first?.contains("lacks a term 1, at every place") == true, "\(all)")
  }

  @Test func `a loop that ends too early or starts too late`() throws {
    // Σ (xᵢ − xᵢ₋₁)²
    func steps(_ x: [Double]) -> Double {
      zip(x.dropFirst(), x).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    func gradient(_ x: [Double], _ range: Range<Int>) -> [Double] {
      var gradient = [Double](repeating: 0, count: x.count)
      for i in range {
        gradient[i] += 2 * (x[i] - x[i - 1])
        gradient[i - 1] -= 2 * (x[i] - x[i - 1])
      }
      return gradient
    }
    let early = try names(steps) { gradient($0, 1..<23) }
    #expect(early.first?.contains("wrong only in the last 2 entries of x") == true, "\(early)")
    let late = try names(steps) { gradient($0, 2..<24) }
    #expect(late.first?.contains("wrong only in the first 2 entries of x") == true, "\(late)")
  }
}
