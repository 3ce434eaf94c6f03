import GradientChecking

/// Σᵢⱼ wᵢⱼ²·xⱼ with a gradient that may have a mistake in that of w, or several.
///
///     w = 1 2 3   x = 1 -2 0.5   dw = 2  -8 3   dx = 17 29 45
///         4 5 6                       8 -20 6
struct WeightedSquares: DifferentiableFunction {
  enum Mistake: CaseIterable {
    case sign
    case factor
    case percent
    case transposed
    case zero
    case size
    case notANumber
    case thrown
  }

  struct Overflow: Error, CustomStringConvertible {
    var description: String { "the weights are too large" }
  }

  var mistake: Mistake?

  let variables = [
    Variable("x", values: [1, -2, 0.5]),
    Variable("weight", shape: [2, 3], role: .parameter, values: [1, 2, 3, 4, 5, 6]),
  ]

  func value(at point: Point) throws -> Double {
    if mistake == .thrown { throw Overflow() }
    return (0..<6).reduce(0) { $0 + point[1][$1] * point[1][$1] * point[0][$1 % 3] }
  }

  func gradient(at point: Point) -> Point {
    let (x, w) = (point[0], point[1])
    let dx = (0..<3).map { w[$0] * w[$0] + w[$0 + 3] * w[$0 + 3] }
    var dw = (0..<6).map { 2 * w[$0] * x[$0 % 3] }
    switch mistake {
    case .sign: dw[5] = -dw[5]
    case .factor: dw[5] *= 2
    case .percent: dw[5] *= 1.01
    case .transposed: dw = [0, 3, 1, 4, 2, 5].map { dw[$0] }
    case .zero: dw = [Double](repeating: 0, count: 6)
    case .size: dw.removeLast()
    case .notANumber: dw[5] = .nan
    case .thrown, nil: break
    }
    return Point([dx, dw])
  }
}
