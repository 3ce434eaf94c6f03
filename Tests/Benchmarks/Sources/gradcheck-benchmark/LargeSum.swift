import GSL
import GradientChecking

/// Σ wᵢ·√(1 + xᵢ²) of one large block: so cheap a function of each value that a check of it shows what the
/// checker itself does for a value.
struct LargeSum: DifferentiableFunction {
  let variables: [Variable]

  /// The weights, over and over.
  private static let weights = SIMD8(0.5, 1.25, -0.75, 0.3, 1.1, 0.9, -1.3, 0.6)
  /// Values that are summed on their own first, for their rounding not to add up.
  private static let chunk = 512

  /// - Parameter count: The number of values, a multiple of 8.
  init(_ count: Int, from generator: RandomGenerator) {
    precondition(count % 8 == 0, "the number of values must be a multiple of 8, not \(count)")
    // A short period will do: it is the number of values that counts.
    let pattern = generator.normals(4096)
    variables = [Variable("x", values: (0..<count).map { pattern[$0 % pattern.count] })]
  }

  func value(at point: Point) -> Double {
    point[0].withUnsafeBytes { bytes in
      let x = bytes.bindMemory(to: SIMD8<Double>.self)
      var sum = SIMD8<Double>()
      for start in stride(from: 0, to: x.count, by: LargeSum.chunk) {
        var part = SIMD8<Double>()
        for i in start..<min(start + LargeSum.chunk, x.count) {
          part += LargeSum.weights * (1 + x[i] * x[i]).squareRoot()
        }
        sum += part
      }
      return sum.sum()
    }
  }

  func gradient(at point: Point) -> Point {
    let x = point[0]
    return Point([
      [Double](unsafeUninitializedCapacity: x.count) { gradient, count in
        let weights = LargeSum.weights
        for i in x.indices { gradient[i] = weights[i % 8] * x[i] / (1 + x[i] * x[i]).squareRoot() }
        count = x.count
      }
    ])
  }
}
