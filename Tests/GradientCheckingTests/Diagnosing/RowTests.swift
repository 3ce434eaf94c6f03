import Foundation
import GSL
import GradientChecking
import Testing

/// Each row of the table on a map that tells nothing but the shapes of its variables, with its right twin.
@Suite struct RowTests {
  private static func values(_ count: Int, _ seed: UInt64 = 3) -> [Double] {
    RandomGenerator(seed: seed).normals(count)
  }

  private static let vectors = [Variable("x", shape: [6, 3], values: values(18))]

  /// The squares of a block, with their gradient changed.
  private func squares(
    _ change: @escaping @Sendable (_ right: [Double], _ u: [Double], _ x: [Double]) -> [Double]
  ) throws -> Diagnosis? {
    try firstDiagnosis(RowTests.vectors) { p in
      p[0].map { $0 * $0 }
    } _: { u, p, isWrong in
      let right = zip(u, p[0]).map { 2 * $0 * $1 }
      return [isWrong ? change(right, u, p[0]) : right]
    }
  }

  @Test func `a box of a block, with what is wrong in it`() throws {
    let found = try squares { n, _, _ in
      n.enumerated().map { (6..<15).contains($0) && $0 % 3 < 2 ? -$1 : $1 }
    }
    #expect(
      found?.finding
        == "is wrong only in rows 2 to 4 and the first 2 columns of x, where it has the wrong sign")
    #expect(found?.confidence == .certain)
  }

  @Test func `decay that is not part of the function`() throws {
    let found = try squares { n, _, x in zip(n, x).map { $0 + 0.01 * $1 } }
    #expect(found?.finding == "has a term 0.01 · x too many, or lacks one of the opposite sign")
    #expect(found?.confidence == .certain)
  }

  @Test func `a use that is lost, and one that counts twice`() throws {
    func residual(_ share: Double) throws -> Diagnosis? {
      try firstDiagnosis(RowTests.vectors) { p in
        p[0].map { $0 + sin($0) }
      } _: { u, p, isWrong in
        [zip(u, p[0]).map { $0 * ((isWrong ? share : 1) + cos($1)) }]
      }
    }
    #expect(try residual(0)?.finding == "lacks the gradient from above itself")
    #expect(try residual(2)?.finding == "has the gradient from above added once too often")
  }

  @Test func `the order of the forward pass instead of its inverse`() throws {
    let order = [3, 0, 6, 1, 5, 2, 4]
    let found = try firstDiagnosis([Variable("x", values: RowTests.values(7))]) { p in
      order.map { p[0][$0] * p[0][$0] }
    } _: { u, p, isWrong in
      var gradient = [Double](repeating: 0, count: 7)
      for (i, from) in order.enumerated() {
        if isWrong {
          gradient[i] = 2 * p[0][i] * u[from]
        } else {
          gradient[from] = 2 * p[0][from] * u[i]
        }
      }
      return [gradient]
    }
    #expect(found?.quantity == "other outputs")
  }

  @Test func `a scan whose gradient sees its own step only`() throws {
    let found = try firstDiagnosis([Variable("x", shape: [8], values: RowTests.values(8))]) { p in
      var sum = 0.0
      return p[0].map { x in
        sum = 0.5 * sum + sin(x)
        return sum
      }
    } _: { u, p, isWrong in
      var carried = 0.0
      return [
        p[0].indices.reversed().map { i in
          carried = u[i] + (isWrong ? 0 : 0.5 * carried)
          return carried * cos(p[0][i])
        }.reversed()
      ]
    }
    #expect(found?.quantity == "diagonal only")
  }

  @Test func `a norm whose derivative is left out, and one that is taken in`() throws {
    func normalized(_ isConstant: Bool) throws -> Diagnosis? {
      // Divided by each row's norm, or by one that comes from outside.
      try firstDiagnosis(RowTests.vectors) { p in
        stride(from: 0, to: 18, by: 3).flatMap { i -> [Double] in
          let row = Array(p[0][i..<i + 3])
          let size = isConstant ? 1.3 : row.reduce(0) { $0 + $1 * $1 }.squareRoot()
          return row.map { $0 / size }
        }
      } _: { u, p, isWrong in
        [
          stride(from: 0, to: 18, by: 3).flatMap { i -> [Double] in
            let (row, g) = (Array(p[0][i..<i + 3]), Array(u[i..<i + 3]))
            let squares = row.reduce(0) { $0 + $1 * $1 }
            let size = isConstant ? 1.3 : squares.squareRoot()
            let along = zip(row, g).reduce(0) { $0 + $1.0 * $1.1 } / squares
            let takesOut = isConstant == isWrong
            return zip(row, g).map { ($1 - (takesOut ? along * $0 : 0)) / size }
          }
        ]
      }
    }
    #expect(
      try normalized(false)?.finding
        == "has a part along x itself in each row, which the right one has not")
    #expect(
      try normalized(true)?.finding
        == "has no part along x itself in each row, which the right one has")
  }

  @Test func `a factor that changes from point to point is not called constant`() throws {
    let found = try squares { n, _, x in
      let size = x.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return n.map { $0 * size }
    }
    #expect(found?.quantity == "the norm of x too many")
  }

  @Test func `a sum over each row that is left out`() throws {
    /// The softmax of each row.
    @Sendable func softmax(_ x: [Double]) -> [Double] {
      stride(from: 0, to: 18, by: 3).flatMap { i -> [Double] in
        let row = x[i..<i + 3].map(exp)
        let sum = row.reduce(0, +)
        return row.map { $0 / sum }
      }
    }
    let found = try firstDiagnosis(RowTests.vectors) { p in
      softmax(p[0])
    } _: { u, p, isWrong in
      let y = softmax(p[0])
      return [
        y.indices.map { i in
          let row = i - i % 3..<i - i % 3 + 3
          let sum = isWrong ? 0 : row.reduce(0) { $0 + u[$1] * y[$1] }
          return y[i] * (u[i] - sum)
        }
      ]
    }
    #expect(
      found?.finding
        == "has a term y · Σ g·y over each row too many, or lacks one of the opposite sign")
  }

  @Test func `a part that does not come from above`() throws {
    let found = try firstDiagnosis(RowTests.vectors) { p in
      p[0].map { $0 * $0 }
    } _: { u, p, isWrong in
      [zip(u, p[0]).map { 2 * $0 * $1 - (isWrong ? sin(3 * $1) : 0) }]
    }
    #expect(found?.quantity == "added")
  }

  @Test func `a wrong name is worse than none`() throws {
    let noise = RowTests.values(18, 11)
    let found = try squares { n, u, _ in
      n.indices.map {
        n[$0] + 0.3 * noise[$0] * u[($0 * 7 + 3) % 18] - 0.2 * noise[17 - $0] * u[$0]
      }
    }
    #expect(found == nil)
  }

  @Test func `one of two uses of a variable, told by what it is multiplied with`() throws {
    // x·W + x∘v
    let variables = [
      Variable("x", shape: [4, 3], values: RowTests.values(12)),
      Variable("W", shape: [3, 2], values: RowTests.values(6, 4)),
      Variable("v", shape: [4, 3], values: RowTests.values(12, 5)),
    ]
    let found = try firstDiagnosis(variables) { p in
      (0..<4).flatMap { i -> [Double] in
        let products = (0..<2).map { k -> Double in
          (0..<3).reduce(0.0) { sum, j in sum + p[0][3 * i + j] * p[1][2 * j + k] }
        }
        return products + (0..<3).map { p[0][3 * i + $0] * p[2][3 * i + $0] }
      }
    } _: { (u: [Double], p: Point, isWrong: Bool) -> [[Double]] in
      var x = [Double](repeating: 0, count: 12)
      var w = [Double](repeating: 0, count: 6)
      var v = [Double](repeating: 0, count: 12)
      for i in 0..<4 {
        for j in 0..<3 {
          for k in 0..<2 {
            if !isWrong { x[3 * i + j] += u[5 * i + k] * p[1][2 * j + k] }
            w[2 * j + k] += u[5 * i + k] * p[0][3 * i + j]
          }
          x[3 * i + j] += u[5 * i + 2 + j] * p[2][3 * i + j]
          v[3 * i + j] = u[5 * i + 2 + j] * p[0][3 * i + j]
        }
      }
      return [x, w, v]
    }
    #expect(found?.quantity == "path through W")
    #expect(found?.finding == "lacks what x contributes in its product with W")
    #expect(found?.confidence == .certain)
  }

  @Test func `a factor of its own in each column`() throws {
    let columns = try squares { n, _, _ in
      n.enumerated().map { [0.43, 0.61, 1.7][$0 % 3] * $1 }
    }
    #expect(columns?.quantity == "a factor for each column")
    #expect(columns?.finding.contains("0.43, 0.61, 1.7, the same at every point") == true)
  }

  @Test func `a part of a flat block, by the shape that its Jacobian shows`() throws {
    // (x less its columns' means) · γ, of x with 5 by 4 values before γ, all in one array
    let variables = [Variable("x", values: RowTests.values(24))]
    @Sendable func means(_ x: ArraySlice<Double>) -> [Double] {
      (0..<4).map { j -> Double in (0..<5).reduce(0.0) { $0 + x[4 * $1 + j] } / 5 }
    }
    let found = try firstDiagnosis(variables) { p in
      let mean = means(p[0][..<20])
      return (0..<20).map { k -> Double in (p[0][k] - mean[k % 4]) * p[0][20 + k % 4] }
    } _: { (u: [Double], p: Point, isWrong: Bool) -> [[Double]] in
      let (mean, upstream) = (means(p[0][..<20]), means(u[...]))
      let x = (0..<20).map { k -> Double in
        (u[k] - (isWrong ? 0 : upstream[k % 4])) * p[0][20 + k % 4]
      }
      var γ = [Double](repeating: 0, count: 4)
      for k in 0..<20 { γ[k % 4] += u[k] * (p[0][k] - mean[k % 4]) }
      return [x + γ]
    }
    #expect(found?.quantity == "the first 20 entries · 1")
    #expect(found?.finding.contains("taken for 5 by 4") == true)
    #expect(found?.finding.contains("along a constant in each column") == true)
  }
}
