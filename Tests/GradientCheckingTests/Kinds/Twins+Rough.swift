import Foundation
import GSL

// Functions that are rougher than they look: stairs, offsets, solvers that stop early.

private let samples: [(x: [Float], y: Float)] = {
  let generator = RandomGenerator(seed: 7)
  return (0..<64).map { n in
    (generator.normals(4).map { Float($0) } + [1], n.isMultiple(of: 2) ? 1 : -1)
  }
}()

/// Mean logistic loss, in single precision behind `[Double]`.
private func logistic(_ w: [Double]) -> Double {
  var sum: Float = 0
  for (x, y) in samples {
    let score = zip(x, w).reduce(Float(0)) { $0 + $1.0 * Float($1.1) }
    sum += log(1 + exp(-y * score))
  }
  return Double(sum / Float(samples.count))
}

private func logisticGradient(_ w: [Double]) -> [Double] {
  var gradient = [Double](repeating: 0, count: w.count)
  for (x, y) in samples {
    let score = zip(x, w).reduce(0) { $0 + Double($1.0) * $1.1 }
    let share = -Double(y) / (1 + exp(Double(y) * score))
    for i in gradient.indices { gradient[i] += share * Double(x[i]) / Double(samples.count) }
  }
  return gradient
}

/// The root of x³ + x = a, by halving an interval until it is as small as `tolerance`.
private func bisected(_ a: Double, tolerance: Double) -> Double {
  var (low, high) = (-10.0, 10.0)
  while high - low > tolerance {
    let middle = (low + high) / 2
    if middle * middle * middle + middle < a { low = middle } else { high = middle }
  }
  return (low + high) / 2
}

private func root(_ a: Double) -> Double { bisected(a, tolerance: 1e-15) }

/// exp(−λ) by so many Euler steps that halving them changes less than the tolerance.
private func decayed(_ rate: Double, tolerance: Double) -> Double {
  var (count, last) = (8, Double.infinity)
  while true {
    let h = 1 / Double(count)
    // Trapezoidal steps.
    let value = pow((1 - rate * h / 2) / (1 + rate * h / 2), Double(count))
    if (value - last).magnitude < tolerance || count > 1 << 16 { return value }
    (count, last) = (2 * count, value)
  }
}

/// A fixed point of x = cos(a·x), iterated until it moves less than `tolerance`.
private func fixedPoint(_ a: Double, tolerance: Double) -> Double {
  var x = 0.5
  for _ in 0..<10_000 {
    let next = cos(a * x)
    if (next - x).magnitude < tolerance { return next }
    x = next
  }
  return x
}

private func fixedPointSlope(_ a: Double) -> Double {
  let x = fixedPoint(a, tolerance: 0)
  return -x * sin(a * x) / (1 + a * sin(a * x))
}

extension Twins {
  static let stairs: [Twins] = [
    Twins(
      name: "logistic regression in Float", point: [0.3, -0.2, 0.1, 0.5, -0.4],
      value: logistic, gradient: logisticGradient),
    Twins(
      name: "logistic regression in Float, times 1e-12", point: [0.3, -0.2, 0.1, 0.5, -0.4],
      value: { 1e-12 * logistic($0) }, gradient: { logisticGradient($0).map { 1e-12 * $0 } }),
    Twins(
      name: "cubes in Float, squares in Double", point: [0.7, -1.3, 0.2],
      value: { w in
        Double(w.reduce(Float(0)) { $0 + Float($1) * Float($1) * Float($1) })
          + 0.05 * w.reduce(0) { $0 + $1 * $1 }
      }, gradient: { $0.map { 3 * $0 * $0 + 0.1 * $0 } }),
    Twins(
      name: "a sensor of 12 bits", point: [0.31, 1.27],
      value: { x in ((sin(x[0]) + x[1] * x[1]) * 4096).rounded() / 4096 },
      gradient: { [cos($0[0]), 2 * $0[1]] }),
    Twins(
      name: "prices in hundredths", point: [120.5, 3.25],
      value: { ($0[0] * $0[1] * 100).rounded() / 100 }, gradient: { [$0[1], $0[0]] }),
    Twins(
      name: "a table of tenths of a thousandth", point: [0.4321, -0.8],
      value: { x in
        func entry(_ x: Double) -> Double { exp((x * 1e4).rounded() / 1e4) }
        return entry(x[0]) * entry(x[1])
      }, gradient: { x in [exp(x[0] + x[1]), exp(x[0] + x[1])] },
      // The middle of a stair has slopes of its own to both sides, 2 % off.
      mistakes: [.zero, .sign, .double]),
    Twins(
      name: "softmax in Float", point: [1, 2, -0.5, 0.25],
      value: { x in
        let powers = x.map { exp(Float($0)) }
        return Double(log(powers.reduce(0, +)) - Float(x[0]))
      },
      gradient: { x in
        let powers = x.map { exp($0) }
        return powers.enumerated().map { $1 / powers.reduce(0, +) - ($0 == 0 ? 1 : 0) }
      }),
    Twins(
      name: "a norm in Float", point: [3, 4, 12],
      value: { x in Double(x.reduce(Float(0)) { $0 + Float($1) * Float($1) }.squareRoot()) },
      gradient: { x in x.map { $0 / 13 * 13 / x.reduce(0) { $0 + $1 * $1 }.squareRoot() } }),
    Twins(
      name: "counts of a histogram, smoothed by 10,000 bins", point: [0.37, 0.62],
      value: { x in
        (0..<10_000).reduce(0) { sum, i in
          let edge = (Double(i) + 0.5) / 10_000
          return sum + (edge < x[0] ? 1e-4 : 0) + (edge < x[1] ? 2e-4 : 0)
        }
      }, gradient: { _ in [1, 2] }),
    Twins(
      name: "one input through Float", point: [0.9, 1.1, -0.4],
      value: { x in x[0] * x[0] + Double(Float(x[1])) * x[2] + 3 * Double(Float(x[1])) },
      gradient: { x in [2 * x[0], x[2] + 3, x[1]] }),
    Twins(
      name: "half precision", point: [1.1, 1.4],
      value: { x in Double(Float16(x[0]) * Float16(x[1])) + x[0] },
      gradient: { x in [x[1] + 1, x[0]] }, mistakes: [.zero, .sign, .double]),
  ]

  static let offsets: [Twins] = [
    Twins(
      name: "1e12 + Σ sin x", point: [0.2, -0.9, 1.7, 0.4],
      value: { 1e12 + $0.reduce(0) { $0 + sin($1) } }, gradient: { $0.map { cos($0) } },
      mistakes: [.zero, .sign, .double]),
    Twins(
      name: "an energy of 1e9 and its small terms", point: [1.2, 0.8],
      value: { -1e9 + $0[0] * $0[0] * $0[1] }, gradient: { [2 * $0[0] * $0[1], $0[0] * $0[0]] }),
    Twins(
      name: "a hidden offset", point: [0.3, 1.1],
      value: { (1e10 + sin($0[0]) * $0[1]) - 1e10 },
      gradient: { [cos($0[0]) * $0[1], sin($0[0])] }),
    Twins(
      name: "a variance from sums of squares", point: [1000.1, 1000.7, 999.4, 1000.2],
      value: { x in
        let mean = x.reduce(0, +) / 4
        return x.reduce(0) { $0 + $1 * $1 } / 4 - mean * mean
      },
      gradient: { x in
        let mean = x.reduce(0, +) / 4
        return x.map { ($0 - mean) / 2 }
      }),
    Twins(
      name: "Julian dates", point: [2_460_000.5, 0.017],
      value: { sin($0[1] * ($0[0] - 2_459_990)) },
      gradient: {
        let phase = $0[1] * ($0[0] - 2_459_990)
        return [$0[1] * cos(phase), ($0[0] - 2_459_990) * cos(phase)]
      }),
    Twins(
      name: "Pascals and moles", point: [101_325, 0.0224],
      value: { $0[0] * $0[1] / 8.314 }, gradient: { [$0[1] / 8.314, $0[0] / 8.314] }),
    Twins(
      name: "1e7 below a logarithm", point: [0.5, 2],
      value: { 1e7 + log($0[0]) - $0[1] * $0[1] }, gradient: { [1 / $0[0], -2 * $0[1]] }),
    Twins(
      name: "a loss per sample, summed over 1e6", point: [0.01, -0.02],
      value: { 1e6 * ($0[0] * $0[0] + 0.5 * $0[1] * $0[1] + 2) },
      gradient: { [2e6 * $0[0], 1e6 * $0[1]] }),
    Twins(
      name: "1e6·x² beside sin x·y", point: [1000, 0.3, -0.7],
      value: { 1e6 * $0[0] * $0[0] + sin($0[1]) * $0[2] },
      gradient: { [2e6 * $0[0], cos($0[1]) * $0[2], sin($0[1])] },
      mistakes: [.zero, .sign, .double]),
    Twins(
      name: "weights of 1e-9", point: [1e-9, 2e-9],
      value: { 1 + 1e9 * ($0[0] + 3 * $0[1]) }, gradient: { _ in [1e9, 3e9] }),
  ]

  static let solvers: [Twins] = [
    Twins(
      name: "a root by halving to 1e-6", point: [3],
      value: { bisected($0[0], tolerance: 1e-6) },
      gradient: { a in [1 / (3 * root(a[0]) * root(a[0]) + 1)] }),
    Twins(
      name: "a root by halving to 1e-6, declared", point: [3, 1], accuracy: 1e-6,
      value: { bisected($0[0], tolerance: 1e-6) * $0[1] },
      gradient: { a in [a[1] / (3 * root(a[0]) * root(a[0]) + 1), root(a[0])] }),
    Twins(
      name: "a root by halving to 1e-9 inside a loss", point: [2, 0.5],
      value: {
        let d = bisected($0[0], tolerance: 1e-9) - $0[1]; return d * d
      },
      gradient: { a in
        let x = root(a[0])
        return [2 * (x - a[1]) / (3 * x * x + 1), -2 * (x - a[1])]
      }),
    Twins(
      name: "a fixed point to 1e-8, declared", point: [0.9], accuracy: 1e-7,
      value: { fixedPoint($0[0], tolerance: 1e-8) }, gradient: { [fixedPointSlope($0[0])] }),
    Twins(
      name: "a fixed point to 1e-6, declared", point: [0.7], accuracy: 1e-5,
      value: { fixedPoint($0[0], tolerance: 1e-6) }, gradient: { [fixedPointSlope($0[0])] }),
    Twins(
      name: "steps until halving them changes 1e-7, declared", point: [1.3], accuracy: 1e-7,
      value: { decayed($0[0], tolerance: 1e-7) }, gradient: { [-exp(-$0[0])] }),
    Twins(
      name: "Newton's square root to 1e-10", point: [2, 5],
      value: { x in
        var y = 3.0
        while (y * y - x[0]).magnitude > 1e-10 { y = (y + x[0] / y) / 2 }
        return y * x[1]
      }, gradient: { x in [x[1] / (2 * x[0].squareRoot()), x[0].squareRoot()] }),
    Twins(
      name: "a series until its terms are below 1e-9", point: [0.8],
      value: { x in
        var (term, sum, n) = (1.0, 1.0, 1.0)
        while term.magnitude > 1e-9 {
          term *= x[0] / n
          sum += term
          n += 1
        }
        return sum
      }, gradient: { [exp($0[0])] }),
    Twins(
      name: "golden section to 1e-7", point: [0.4],
      value: { x in
        // The minimum over z of (z² − x)² + z/10, its value: flat in z, so accurate to 1e-14.
        var (low, high) = (0.0, 2.0)
        func f(_ z: Double) -> Double { (z * z - x[0]) * (z * z - x[0]) + z / 10 }
        let ratio = (5.0.squareRoot() - 1) / 2
        while high - low > 1e-7 {
          let (a, b) = (high - ratio * (high - low), low + ratio * (high - low))
          if f(a) < f(b) { high = b } else { low = a }
        }
        return f((low + high) / 2)
      },
      gradient: { x in
        // By the envelope theorem: −2(z² − x) at the z where 4z(z² − x) + 1/10 = 0.
        var z = x[0].squareRoot()
        for _ in 0..<60 {
          z -= (4 * z * (z * z - x[0]) + 0.1) / (12 * z * z - 4 * x[0])
        }
        return [-2 * (z * z - x[0])]
      }),
    Twins(
      name: "power iteration of 200 steps", point: [0.3, 0.1],
      value: { x in
        var (a, b) = (1.0, 0.5)
        for _ in 0..<200 {
          let (c, d) = (2 * a + x[0] * b, x[0] * a + (1 + x[1]) * b)
          let length = (c * c + d * d).squareRoot()
          (a, b) = (c / length, d / length)
        }
        return 2 * a * a + 2 * x[0] * a * b + (1 + x[1]) * b * b
      },
      gradient: { x in
        let (p, q) = (2.0, 1 + x[1])
        let root = ((p - q) * (p - q) / 4 + x[0] * x[0]).squareRoot()
        return [x[0] / root, 0.5 - (p - q) / (4 * root)]
      }),
  ]
}
