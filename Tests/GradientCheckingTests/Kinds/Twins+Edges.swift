import Foundation

// Functions at kinks, at the edges of their domains, at the ends of the arithmetic, and at special
// points.

private struct NotDefined: Error, CustomStringConvertible {
  let description: String
}

/// log det of the symmetric matrix [[a, b], [b, c]].
private func logDeterminant(_ x: [Double]) throws -> Double {
  let determinant = x[0] * x[2] - x[1] * x[1]
  guard determinant > 0, x[0] > 0 else { throw NotDefined(description: "not positive definite") }
  return log(determinant)
}

private func root(_ x: Double) throws -> Double {
  guard x >= 0 else { throw NotDefined(description: "the root of a negative number") }
  return x.squareRoot()
}

private func hardTanh(_ x: Double) -> Double { min(1, max(-1, x)) }
private func step(_ x: Double) -> Double { x > 0 ? 1 : 0 }

extension Twins {
  static let kinks: [Twins] = [
    Twins(
      name: "Σ hardtanh at its edges", point: [2, -3, 1, -1, 0.5],
      value: { $0.reduce(0) { $0 + hardTanh($1) } },
      gradient: { $0.map { $0.magnitude <= 1 ? 1 : 0 } }, mistakes: [.sign, .double]),
    Twins(
      name: "relu(x) − relu(y) + z at 0", point: [0, 0, 1],
      value: { relu($0[0]) - relu($0[1]) + $0[2] },
      gradient: { [step($0[0]), -step($0[1]), 1] }, mistakes: [.sign, .double, .percent]),
    Twins(
      name: "max and min at a tie", point: [0.5, 0.5, 0.25, 0.25],
      value: { max($0[0], $0[1]) + min($0[2], $0[3]) },
      gradient: { x in
        [x[0] >= x[1] ? 1 : 0, x[0] >= x[1] ? 0 : 1, x[2] <= x[3] ? 1 : 0, x[2] <= x[3] ? 0 : 1]
      }, mistakes: [.sign, .double]),
    Twins(
      name: "|x| − |y| at 0", point: [0, 0, 2],
      value: { $0[0].magnitude - $0[1].magnitude + $0[2] * $0[2] },
      gradient: { x in
        [x[0] > 0 ? 1 : x[0] < 0 ? -1 : 0, x[1] > 0 ? -1 : x[1] < 0 ? 1 : 0, 2 * x[2]]
      }, mistakes: [.zero, .double, .percent]),
    Twins(
      name: "the range of a sample with ties", point: [3, 3, 1, 1, 2],
      value: { $0.max()! - $0.min()! },
      gradient: { x in
        let (top, bottom) = (x.firstIndex(of: x.max()!)!, x.firstIndex(of: x.min()!)!)
        return x.indices.map { $0 == top ? 1 : $0 == bottom ? -1 : 0 }
      }, mistakes: [.sign, .double]),
    Twins(
      name: "the median of four", point: [0.1, 0.4, 0.6, 0.9],
      value: { x in
        let s = x.sorted(); return (s[1] + s[2]) / 2
      },
      gradient: { x in
        let s = x.sorted()
        return x.map { $0 == s[1] || $0 == s[2] ? 0.5 : 0 }
      }),
    Twins(
      name: "pinball losses on their kinks", point: [0, 0, 0.3],
      value: { x in
        [0.1, 0.9, 0.5].enumerated().reduce(0) { $0 + max($1.1 * x[$1.0], ($1.1 - 1) * x[$1.0]) }
      },
      gradient: { x in
        [0.1, 0.9, 0.5].enumerated().map { i, q in x[i] > 0 ? q : x[i] < 0 ? q - 1 : 0 }
      }, mistakes: [.sign, .double]),
    Twins(
      name: "a kink 1e-9 away", point: [1e-9, -1e-9],
      value: { 2 * relu($0[0]) - 3 * relu($0[1]) },
      gradient: { [2 * step($0[0]), -3 * step($0[1])] },
      mistakes: [.sign, .double]),
    Twins(
      name: "a saw of slopes 1 and −1", point: [0.25, 0.5],
      value: { x in x.reduce(0) { $0 + (($1 + 0.5).rounded() - $1 - 0.5).magnitude } },
      gradient: { x in x.map { ($0 + 0.5).rounded() - $0 - 0.5 > 0 ? -1 : 1 } },
      mistakes: [.double]),
    Twins(
      name: "x·|x|, whose second derivative jumps", point: [0, 0.4],
      value: { $0.reduce(0) { $0 + $1 * $1.magnitude } }, gradient: { $0.map { 2 * $0.magnitude } }),
  ]

  static let edges: [Twins] = [
    Twins(
      name: "x·√x at 0", point: [0, 2],
      value: { $0.reduce(0) { $0 + $1 * $1.squareRoot() } },
      gradient: { $0.map { 1.5 * $0.squareRoot() } }),
    Twins(
      name: "x^2.2 with zero pixels", point: [0, 0.5, 0, 1],
      value: { $0.reduce(0) { $0 + pow($1, 2.2) } }, gradient: { $0.map { 2.2 * pow($0, 1.2) } }),
    Twins(
      name: "x^1.1 at 0", point: [0, 1],
      value: { $0.reduce(0) { $0 + pow($1, 1.1) } }, gradient: { $0.map { 1.1 * pow($0, 0.1) } }),
    Twins(
      name: "3x + x·√x at 0", point: [0],
      value: { 3 * $0[0] + $0[0] * $0[0].squareRoot() },
      gradient: { [3 + 1.5 * $0[0].squareRoot()] }),
    Twins(
      name: "(1 − x)·√(1 − x) at 1", point: [1, 0.25],
      value: { $0.reduce(0) { $0 + (1 - $1) * (1 - $1).squareRoot() } },
      gradient: { $0.map { -1.5 * (1 - $0).squareRoot() } }),
    Twins(
      name: "√x close to 0", point: [1e-10],
      value: { $0[0].squareRoot() }, gradient: { [0.5 / $0[0].squareRoot()] }),
    Twins(
      name: "log x close to 0", point: [1e-7, 3],
      value: { log($0[0]) * $0[1] }, gradient: { [$0[1] / $0[0], log($0[0])] }),
    Twins(
      name: "an entropy at 1e-12", point: [1e-12, 0.5],
      value: { $0.reduce(0) { $0 - $1 * log($1) } }, gradient: { $0.map { -log($0) - 1 } }),
    Twins(
      name: "x²·log x at 0", point: [0, 0.7],
      value: { $0.reduce(0) { $0 + ($1 == 0 ? 0 : $1 * $1 * log($1)) } },
      gradient: { $0.map { $0 == 0 ? 0 : 2 * $0 * log($0) + $0 } }),
    Twins(
      name: "acos close to 1", point: [0.999_999],
      value: { acos($0[0]) }, gradient: { [-1 / (1 - $0[0] * $0[0]).squareRoot()] }),
    Twins(
      name: "a geometric mean with a value of 1e-8", point: [1e-8, 2, 3],
      value: { pow($0[0] * $0[1] * $0[2], 1 / 3.0) },
      gradient: { x in x.map { pow(x[0] * x[1] * x[2], 1 / 3.0) / (3 * $0) } }),
    Twins(
      name: "log(1 − x²) close to 1", point: [0.999, -0.2],
      value: { $0.reduce(0) { $0 + log(1 - $1 * $1) } },
      gradient: { $0.map { -2 * $0 / (1 - $0 * $0) } }),
  ]

  static let throwing: [Twins] = [
    Twins(
      name: "log det 1e-6 from the edge", point: [1, 0.999_999, 1], value: logDeterminant,
      gradient: { x in
        let d = x[0] * x[2] - x[1] * x[1]
        return [x[2] / d, -2 * x[1] / d, x[0] / d]
      }),
    Twins(
      name: "√ 1e-6 above 0", point: [1e-6, 2], value: { try root($0[0]) * $0[1] },
      gradient: { x in [x[1] / (2 * x[0].squareRoot()), x[0].squareRoot()] }),
    Twins(
      name: "x·√x at 0, throwing", point: [0, 1], value: { try $0[0] * root($0[0]) + 2 * $0[1] },
      gradient: { [1.5 * $0[0].squareRoot(), 2] }),
    Twins(
      name: "a probability that must not exceed 1", point: [0.999_999_9, 0.3],
      value: { x in
        guard x.allSatisfy({ $0 > 0 && $0 < 1 }) else {
          throw NotDefined(description: "no probability")
        }
        return -log(x[0]) - log(1 - x[1])
      }, gradient: { [-1 / $0[0], 1 / (1 - $0[1])] }),
    Twins(
      name: "an order that must hold", point: [1, 1.000_01, 2],
      value: { x in
        guard x == x.sorted() else { throw NotDefined(description: "not sorted") }
        return (x[1] - x[0]) * (x[2] - x[1]) + x[2] * x[2]
      },
      gradient: { x in
        [-(x[2] - x[1]), (x[2] - x[1]) - (x[1] - x[0]), (x[1] - x[0]) + 2 * x[2]]
      }),
    Twins(
      name: "log of a value that must be positive", point: [1e-9],
      value: { x in
        guard x[0] > 0 else { throw NotDefined(description: "log of \(x[0])") }
        return log(x[0])
      }, gradient: { [1 / $0[0]] }),
    Twins(
      name: "a triangle's area by Heron", point: [3, 4, 6.999],
      value: { x in
        let s = (x[0] + x[1] + x[2]) / 2
        return try root(s * (s - x[0]) * (s - x[1]) * (s - x[2]))
      },
      gradient: { x in
        let s = (x[0] + x[1] + x[2]) / 2
        let area = (s * (s - x[0]) * (s - x[1]) * (s - x[2])).squareRoot()
        let (a, b, c) = (x[0] * x[0], x[1] * x[1], x[2] * x[2])
        return [
          x[0] * (b + c - a) / (8 * area), x[1] * (a + c - b) / (8 * area),
          x[2] * (a + b - c) / (8 * area),
        ]
      }),
  ]

  static let extremes: [Twins] = [
    Twins(
      name: "1e-320·x²", point: [1.3], value: { 1e-160 * (1e-160 * $0[0] * $0[0]) },
      gradient: { [1e-160 * (2e-160 * $0[0])] }, mistakes: [.zero, .sign, .double]),
    Twins(
      name: "1e300·sin x", point: [0.4], value: { 1e300 * sin($0[0]) },
      gradient: { [1e300 * cos($0[0])] }),
    Twins(
      name: "values of 1e-200", point: [1e-200], value: { 1e200 * $0[0] + 1 },
      gradient: { _ in [1e200] }),
    Twins(
      name: "directions of vectors of 1e-11", point: [1.5e-11, 1e-10, -7.6e-11, 2e-12],
      value: { contrast($0).value }, gradient: { contrast($0).gradient }),
    Twins(
      name: "exp(700 + x)", point: [1.5, -0.5], value: { exp(700 + $0[0]) * $0[1] },
      gradient: { [exp(700 + $0[0]) * $0[1], exp(700 + $0[0])] }),
    Twins(
      name: "1e-150·x·y", point: [2, -3], value: { 1e-150 * $0[0] * $0[1] },
      gradient: { [1e-150 * $0[1], 1e-150 * $0[0]] }),
    Twins(
      name: "values of 1e9", point: [1e9, 2e9],
      value: { ($0[0] - 0.5 * $0[1]) * 1e-9 + $0[0] * 1e-9 },
      gradient: { _ in [2e-9, -0.5e-9] }),
    Twins(
      name: "exp(−100 x²)", point: [1.7], value: { exp(-100 * $0[0] * $0[0]) },
      gradient: { [-200 * $0[0] * exp(-100 * $0[0] * $0[0])] }),
    Twins(
      name: "log(1 + x) at 1e-12", point: [1e-12], value: { log(1 + $0[0]) },
      gradient: { [1 / (1 + $0[0])] }),
  ]

  static let special: [Twins] = [
    Twins(
      name: "a quadratic form", point: [1, 2, 0.5, 2, 3, -1, 0.7, 1.3],
      value: { x in
        let (v, w) = (x[6], x[7])
        return x[0] * v * v + (x[1] + x[3]) * v * w + x[4] * w * w + x[2] * x[5]
      },
      gradient: { x in
        let (v, w) = (x[6], x[7])
        return [
          v * v, v * w, x[5], v * w, w * w, x[2], 2 * x[0] * v + (x[1] + x[3]) * w,
          (x[1] + x[3]) * v + 2 * x[4] * w,
        ]
      }),
    Twins(
      name: "a product with a zero", point: [0, 2, 3], value: { $0[0] * $0[1] * $0[2] },
      gradient: { [$0[1] * $0[2], $0[0] * $0[2], $0[0] * $0[1]] }),
    Twins(
      name: "equal values", point: [0.5, 0.5, 0.5],
      value: { ($0[0] - $0[1]) * $0[2] + $0[0] * $0[1] },
      gradient: { [$0[2] + $0[1], $0[0] - $0[2], $0[0] - $0[1]] }),
  ]
}

/// Σᵢ (log Σⱼ exp(sᵢⱼ) − sᵢᵢ) of the cosines sᵢⱼ of two vectors and two fixed ones, over 0.3: of no scale but the
/// vectors' own.
private func contrast(_ x: [Double]) -> (value: Double, gradient: [Double]) {
  let fixed = [[0.0071, -1.0], [-0.158, -0.987]]
  var (value, gradient) = (0.0, [Double]())
  for i in 0..<2 {
    let vector = Array(x[2 * i..<2 * i + 2])
    let length = hypot(vector[0], vector[1])
    let unit = vector.map { $0 / length }
    let scores = fixed.map { (unit[0] * $0[0] + unit[1] * $0[1]) / 0.3 }
    let total = scores.reduce(0) { $0 + exp($1) }
    value += log(total) - scores[i]
    let shares = scores.indices.map { exp(scores[$0]) / total - ($0 == i ? 1 : 0) }
    let pull = (0..<2).map { k in (shares[0] * fixed[0][k] + shares[1] * fixed[1][k]) / 0.3 }
    let along = pull[0] * unit[0] + pull[1] * unit[1]
    gradient += (0..<2).map { (pull[$0] - along * unit[$0]) / length }
  }
  return (value, gradient)
}
