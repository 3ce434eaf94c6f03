import Foundation
import GradientChecking

extension Specimen {
  static var independentNorms: [Specimen] {
    independentLayerNorm + independentCosine + independentLogarithms
  }

  /// The normalized rows of x [4, 5], and what each was divided by.
  @Sendable private static func normalized(
    _ x: [Double]
  ) -> (values: [Double], deviations: [Double]) {
    let rows = (0..<4).map { Array(x[(5 * $0)..<(5 * $0 + 5)]) }
    let means = rows.map { $0.reduce(0, +) / 5 }
    let deviations = zip(rows, means).map { row, mean in
      (row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 5 + 1e-5).squareRoot()
    }
    let values: [Double] = (0..<20).map { i in
      let (mean, deviation) = (means[i / 5], deviations[i / 5])
      return (x[i] - mean) / deviation
    }
    return (values, deviations)
  }

  /// (a − mean(a) − x̂·mean(a·x̂)) / √(v + ε) of each row.
  @Sendable private static func centered(_ a: [Double], at x: [Double]) -> [Double] {
    let (values, deviations) = normalized(x)
    return (0..<20).map { i in
      let row = i / 5 * 5
      let mean = sum(row..<row + 5) { a[$0] } / 5
      let slope = sum(row..<row + 5) { a[$0] * values[$0] } / 5
      return (a[i] - mean - values[i] * slope) / deviations[i / 5]
    }
  }

  /// Σ over the rows of each column of [4, 5].
  @Sendable private static func columns(_ a: [Double]) -> [Double] {
    (0..<5).map { c in sum(0..<4) { a[$0 * 5 + c] } }
  }

  private static var independentLayerNorm: [Specimen] {
    var norm = FunctionMistakes(
      "layer norm", of: .random("x", [4, 5], seed: 181),
      .random("gamma", [5], role: .parameter, seed: 182),
      .random("beta", [5], role: .parameter, seed: 183)
    ) { p in
      zip(normalized(p[0]).values, 0..<20).map { $0 * p[1][$1 % 5] + p[2][$1 % 5] }
    } pullback: { u, p in
      let values = normalized(p[0]).values
      return Point([
        centered((0..<20).map { u[$0] * p[1][$0 % 5] }, at: p[0]),
        columns(zip(u, values).map { $0 * $1 }), columns(u),
      ])
    }
    norm.add(
      "γ multiplied in after the means instead of before, as in batch norm",
      .missing("γ inside the means"), in: "x", dilutable: false
    ) { u, p in
      let values = normalized(p[0]).values
      let dx = centered(u, at: p[0])
      return Point([
        (0..<20).map { dx[$0] * p[1][$0 % 5] }, columns(zip(u, values).map { $0 * $1 }),
        columns(u),
      ])
    }
    norm.addRemembering(
      "dγ added to that of the calls before", .state("accumulated"), in: "gamma"
    ) {
      let total = Memory([Double](repeating: 0, count: 5))
      return { u, p in
        let values = normalized(p[0]).values
        let own = columns(zip(u, values).map { $0 * $1 })
        let all = zip(total.exchange([]), own).map { $0 + $1 }
        _ = total.exchange(all)
        return Point([
          centered((0..<20).map { u[$0] * p[1][$0 % 5] }, at: p[0]), all, columns(u),
        ])
      }
    }
    return norm.specimens
  }

  private static var independentCosine: [Specimen] {
    @Sendable func dot(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
    @Sendable func slope(_ a: [Double], _ b: [Double], _ u: Double) -> [Double] {
      let norms = (dot(a, a) * dot(b, b)).squareRoot()
      return zip(a, b).map { u * ($1 - dot(a, b) / dot(a, a) * $0) / norms }
    }
    var cosine = FunctionMistakes(
      "cosine similarity", of: .random("a", [6], seed: 184), .random("b", [6], seed: 185)
    ) { p in
      [dot(p[0], p[1]) / (dot(p[0], p[0]) * dot(p[1], p[1])).squareRoot()]
    } pullback: { u, p in
      Point([slope(p[0], p[1], u[0]), slope(p[1], p[0], u[0])])
    }
    cosine.add(
      "norms taken for constants", .missing("slope of the norms"), in: "a", "b",
      dilutable: false
    ) { u, p in
      let norms = (dot(p[0], p[0]) * dot(p[1], p[1])).squareRoot()
      return Point([p[1].map { u[0] * $0 / norms }, p[0].map { u[0] * $0 / norms }])
    }
    cosine.add(
      "gradient for the first vector only", .zero("b"), in: "b", dilutable: false
    ) { u, p in Point([slope(p[0], p[1], u[0]), p[1].map { _ in 0 }]) }
    return cosine.specimens
  }

  private static var independentLogarithms: [Specimen] {
    @Sendable func logSoftmax(_ x: [Double]) -> [Double] {
      let sums = (0..<3).map { row in sum(0..<4) { exp(x[row * 4 + $0]) } }
      return (0..<12).map { x[$0] - log(sums[$0 / 4]) }
    }
    var rows = FunctionMistakes("log-softmax", of: .random("x", [3, 4], seed: 186)) { p in
      logSoftmax(p[0])
    } pullback: { u, p in
      let y = logSoftmax(p[0])
      return Point([
        (0..<12).map { i in u[i] - exp(y[i]) * sum(0..<4) { u[i / 4 * 4 + $0] } }
      ])
    }
    rows.add(
      "g − p instead of g − p·Σg", .missing("Σg"), in: "x", dilutable: false
    ) { u, p in
      let y = logSoftmax(p[0])
      return Point([(0..<12).map { u[$0] - exp(y[$0]) }])
    }
    var total = FunctionMistakes(
      "log-sum-exp", of: Variable("x", values: [803.2, 801.9, 799.4, 803.8])
    ) { p in
      let top = p[0].max() ?? 0
      return [top + log(p[0].reduce(0) { $0 + exp($1 - top) })]
    } pullback: { u, p in
      let top = p[0].max() ?? 0
      let powers = p[0].map { exp($0 - top) }
      return Point([powers.map { u[0] * $0 / powers.reduce(0, +) }])
    }
    total.add(
      "exponentials without the maximum subtracted", .notFinite("overflow"), in: "x",
      dilutable: false
    ) { u, p in
      let powers = p[0].map { exp($0) }
      return Point([powers.map { u[0] * $0 / powers.reduce(0, +) }])
    }
    return rows.specimens + total.specimens
  }
}
