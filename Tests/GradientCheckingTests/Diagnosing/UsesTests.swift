import Foundation
import GSL
import GradientChecking
import Testing

/// Terms, uses and factors of functions that tell nothing but the shapes of their variables, each with its right twin.
@Suite struct UsesTests {
  private static func values(_ count: Int, _ seed: UInt64) -> [Double] {
    RandomGenerator(seed: seed).normals(count)
  }

  /// t·sin(x/t) in each row.
  @Test func `a use as an outer factor`() throws {
    let found = try firstDiagnosis([
      Variable("x", shape: [3, 4], values: UsesTests.values(12, 1)),
      Variable("t", values: [0.7, 1.3, 1.9]),
    ]) { p in
      p[0].indices.map { p[1][$0 / 4] * sin(p[0][$0] / p[1][$0 / 4]) }
    } _: { u, p, isWrong in
      var (dx, dt) = (p[0], p[1].map { _ in 0.0 })
      for (i, x) in p[0].enumerated() {
        let t = p[1][i / 4]
        dx[i] = u[i] * cos(x / t)
        dt[i / 4] += u[i] * ((isWrong ? 0 : sin(x / t)) - x / t * cos(x / t))
      }
      return [dx, dt]
    }
    #expect(found?.blocks == ["t"] && found?.quantity.hasPrefix("term 1/t · Σ g·y") == true)
    #expect(found?.finding.hasPrefix("lacks a term 1/t · Σ g·y over the outputs of each") == true)
  }

  /// Σ ½ y² x² + Σ x·exp x', where x' is the next value.
  @Test func `terms told by where a variable is 0`() throws {
    @Sendable func value(_ x: [Double], _ y: [Double]) -> Double {
      var sum = 0.0
      for i in 0..<5 {
        let product: Double = x[i] * y[i]
        sum += 0.5 * product * product
        sum += x[i] * exp(x[(i + 1) % 5])
      }
      return sum
    }
    @Sendable func gradient(_ x: [Double], _ y: [Double], _ share: Double) -> [[Double]] {
      var (dx, dy) = (x, y)
      for i in 0..<5 {
        let other: Double = exp(x[(i + 1) % 5]) + x[(i + 4) % 5] * exp(x[i])
        dx[i] = x[i] * y[i] * y[i] + share * other
        dy[i] = y[i] * x[i] * x[i]
      }
      return [dx, dy]
    }
    let found = try firstDiagnosis([
      Variable("x", values: UsesTests.values(5, 2)), Variable("y", values: UsesTests.values(5, 3)),
    ]) { p in
      [value(p[0], p[1])]
    } _: { u, p, isWrong in
      gradient(p[0], p[1], isWrong ? -1 : 1).map { block in block.map { u[0] * $0 } }
    }
    #expect(found?.finding.contains("wrong sign") == true)
  }

  /// (W sin x)/(1 + |x|²), with its derivative by the divisor at half.
  @Test func `a number by which all outputs are divided`() throws {
    let w = UsesTests.values(24, 7)
    @Sendable func divisor(_ x: [Double]) -> Double { 1 + x.reduce(0) { $0 + $1 * $1 * $1 * $1 } }
    @Sendable func outputs(_ x: [Double]) -> [Double] {
      var y = [Double](repeating: 0, count: 6)
      for n in 0..<24 { y[n / 4] += w[n] * sin(x[n % 4]) / divisor(x) }
      return y
    }
    let found = try firstDiagnosis([Variable("x", values: UsesTests.values(4, 9))]) { p in
      outputs(p[0])
    } _: { u, p, isWrong in
      let (x, y) = (p[0], outputs(p[0]))
      let d = divisor(x)
      var gradient = [Double](repeating: 0, count: 4)
      for n in 0..<24 { gradient[n % 4] += u[n / 4] * w[n] * cos(x[n % 4]) / d }
      let sum: Double = zip(u, y).reduce(0) { $0 + $1.0 * $1.1 }
      for i in 0..<4 {
        let slope: Double = 4 * x[i] * x[i] * x[i]
        gradient[i] -= (isWrong ? 0.5 : 1) * sum * slope / d
      }
      return [gradient]
    }
    #expect(
      found?.finding
        == "is right but for what comes through one number by which all outputs are multiplied or divided"
    )
  }

  /// Two weighted sums over each window of three, two apart, of a vector of nine: of two windows that read a value
  /// the second counts.
  @Test func `what is assigned where it should be added to`() throws {
    let found = try firstDiagnosis([
      Variable("x", values: UsesTests.values(9, 20)),
      Variable("w", values: UsesTests.values(3, 21)),
    ]) { p in
      var y = [Double](repeating: 0, count: 8)
      for k in 0..<8 {
        for i in 0..<3 { y[k] += Double(k + 1) * p[1][i] * p[0][k / 2 * 2 + i] }
      }
      return y
    } _: { u, p, isWrong in
      var (dx, dw) = (p[0].map { _ in 0.0 }, p[1].map { _ in 0.0 })
      for first in [0, 2, 4, 6] {
        let above = u[first] * Double(first + 1) + u[first + 1] * Double(first + 2)
        for i in 0..<3 {
          dw[i] += above * p[0][first + i]
          if isWrong { dx[first + i] = 0 }
          dx[first + i] += p[1][i] * above
        }
      }
      return [dx, dw]
    }
    #expect(found?.blocks == ["x"] && found?.quantity == "overlaps")
    #expect(
      found?.finding.hasPrefix("has some of the contributions of several values right") == true)
  }

  /// yᵢ = sin xᵢ + xᵢ·(xᵢ₋₁ + xᵢ₋₂), with the readers on the other side.
  @Test func `a window that goes the other way`() throws {
    let found = try firstDiagnosis([Variable("x", values: UsesTests.values(9, 24))]) { p in
      p[0].indices.map { i in
        var sum = sin(p[0][i])
        for step in 1..<3 where i >= step { sum += p[0][i] * p[0][i - step] }
        return sum
      }
    } _: { u, p, isWrong in
      [
        u.indices.map { i in
          var sum = u[i] * cos(p[0][i])
          for step in 1..<3 where i >= step { sum += u[i] * p[0][i - step] }
          for step in isWrong ? [-1, -2] : [1, 2] where u.indices ~= i + step {
            sum += u[i + step] * p[0][i + step]
          }
          return sum
        }
      ]
    }
    #expect(found?.blocks == ["x"] && found?.quantity == "flipped")
  }

  /// yₜ = xₜ + ½yₜ₋₁ − 0.3yₜ₋₂, without the last term on the way back.
  @Test func `a recursion of which a part is not carried back`() throws {
    let found = try firstDiagnosis([Variable("x", values: UsesTests.values(8, 25))]) { p in
      var y = p[0]
      for t in 1..<8 { y[t] += 0.5 * y[t - 1] - (t > 1 ? 0.3 * y[t - 2] : 0) }
      return y
    } _: { u, p, isWrong in
      var back = u
      for t in (0..<7).reversed() {
        back[t] += 0.5 * back[t + 1] - (t < 6 && !isWrong ? 0.3 * back[t + 2] : 0)
      }
      return [back]
    }
    #expect(found?.quantity == "truncated")
    #expect(found?.finding.contains("to outputs 0, 1 further along") == true)
  }

  /// yᵢ = Σ exp xⱼ over all j up to i, with the sum from the wrong end.
  @Test func `a cumulative sum from the wrong end`() throws {
    let found = try firstDiagnosis([Variable("x", values: UsesTests.values(6, 10))]) { p in
      p[0].indices.map { p[0][...$0].reduce(0) { $0 + exp($1) } }
    } _: { u, p, isWrong in
      [p[0].indices.map { i in (isWrong ? u[...i] : u[i...]).reduce(0, +) * exp(p[0][i]) }]
    }
    #expect(found?.quantity == "flipped")
  }

  /// The ends of an arm of five links: sums of cos of sums of angles, each of which moves its own link alone.
  @Test func `what is not handed on from one to the next`() throws {
    @Sendable func sums(_ x: [Double]) -> [Double] {
      x.indices.map { x[...$0].reduce(0, +) }
    }
    let found = try firstDiagnosis([Variable("x", values: UsesTests.values(5, 26))]) { p in
      sums(sums(p[0]).map { cos($0) })
    } _: { u, p, isWrong in
      let own = zip(sums(u.reversed()).reversed(), sums(p[0])).map { -$0 * sin($1) }
      return [isWrong ? own : sums(own.reversed()).reversed()]
    }
    #expect(found?.finding == "lacks the gradient of each next entry")
  }

  /// β₀ + β₁e⁻ᵗ + β₂te⁻ᵗ at several t, with the factor of β₁ for β₂.
  @Test func `the gradient of another value`() throws {
    let found = try firstDiagnosis([Variable("beta", values: UsesTests.values(3, 27))]) { p in
      (0..<6).map { k in
        let t = 0.5 * Double(k)
        return sin(p[0][0] + (p[0][1] + p[0][2] * t) * exp(-t))
      }
    } _: { u, p, isWrong in
      var gradient = [0.0, 0, 0]
      for (k, g) in u.enumerated() {
        let t = 0.5 * Double(k)
        let slope = g * cos(p[0][0] + (p[0][1] + p[0][2] * t) * exp(-t))
        gradient[0] += slope
        gradient[1] += slope * exp(-t)
        gradient[2] += slope * exp(-t) * (isWrong ? 1 : t)
      }
      return [gradient]
    }
    #expect(found?.finding == "is wrong only at beta[2], where it is the gradient of beta[1]")
    #expect(found?.confidence == .likely)
  }

  /// qᵢ·kⱼ/|qᵢ|, with the gradient of k by q as it is.
  @Test func `a norm of another variable that is not divided by`() throws {
    @Sendable func norms(_ q: [Double]) -> [Double] {
      (0..<3).map { i in (0..<2).reduce(0) { $0 + q[2 * i + $1] * q[2 * i + $1] }.squareRoot() }
    }
    let found = try firstDiagnosis([
      Variable("q", shape: [3, 2], values: UsesTests.values(6, 28)),
      Variable("k", shape: [4, 2], values: UsesTests.values(8, 29)),
    ]) { p in
      (0..<12).map { n in
        let (i, j) = (n / 4, n % 4)
        let product = p[0][2 * i] * p[1][2 * j] + p[0][2 * i + 1] * p[1][2 * j + 1]
        return product / norms(p[0])[i]
      }
    } _: { u, p, isWrong in
      var (dq, dk) = (p[0].map { _ in 0.0 }, p[1].map { _ in 0.0 })
      let sizes = norms(p[0])
      for (n, g) in u.enumerated() {
        let (i, j) = (n / 4, n % 4)
        let product = p[0][2 * i] * p[1][2 * j] + p[0][2 * i + 1] * p[1][2 * j + 1]
        for c in 0..<2 {
          dk[2 * j + c] += g * p[0][2 * i + c] / (isWrong ? 1 : sizes[i])
          let along = p[0][2 * i + c] * product / (sizes[i] * sizes[i])
          dq[2 * i + c] += g * (p[1][2 * j + c] - along) / sizes[i]
        }
      }
      return [dq, dk]
    }
    #expect(found?.finding == "is that of outputs multiplied by the norm of each row of q")
  }

  /// W·(s ∘ σ(x)), with σ for the slope of σ, and s multiplied by σ' for σ.
  @Test func `a factor of its own for each value`() throws {
    let w = UsesTests.values(20, 30)
    @Sendable func σ(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    func found(_ changed: Int) throws -> String? {
      try firstDiagnosis([
        Variable("x", values: UsesTests.values(5, 31)),
        Variable("s", values: UsesTests.values(5, 32)),
      ]) { p in
        (0..<4).map { k in (0..<5).reduce(0) { $0 + w[5 * k + $1] * p[1][$1] * σ(p[0][$1]) } }
      } _: { u, p, isWrong in
        var (dx, ds) = (p[0].map { _ in 0.0 }, p[1].map { _ in 0.0 })
        for i in 0..<5 {
          let (g, y) = ((0..<4).reduce(0) { $0 + u[$1] * w[5 * $1 + i] }, σ(p[0][i]))
          dx[i] = g * p[1][i] * y * (isWrong && changed == 0 ? 1 : 1 - y)
          ds[i] = g * (isWrong && changed == 1 ? sin(y) : y)
        }
        return [dx, ds]
      }?.finding
    }
    #expect(try found(0) == "lacks the factor (1 − σ(x))")
    #expect(try found(1)?.hasPrefix("is right but for a factor of its own in each entry") == true)
  }
}
