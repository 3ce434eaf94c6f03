/// A function from blocks of numbers to one number, with the gradient that is to be checked.
///
///     struct Rosenbrock: DifferentiableFunction {
///       let variables = [Variable("x", values: [-1.2, 1])]
///       func value(at p: Point) -> Double {
///         let (x, y) = (p[0][0], p[0][1])
///         return (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x)
///       }
///       func gradient(at p: Point) -> Point {
///         let (x, y) = (p[0][0], p[0][1])
///         return Point([[-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)]])
///       }
///     }
public protocol DifferentiableFunction: DifferentiableMap {
  func value(at point: Point) throws -> Double

  /// The gradient with respect to each variable.
  func gradient(at point: Point) throws -> Point

  /// Value and gradient from one pass, nil where the function has no such path. Where it has, the
  /// value is checked to be the same as ``value(at:)``'s.
  func valueWithGradient(at point: Point) throws -> (value: Double, gradient: Point)?
}

extension DifferentiableFunction {
  public func valueWithGradient(at point: Point) throws -> (value: Double, gradient: Point)? { nil }

  public func evaluate(at point: Point) throws -> Evaluation {
    Evaluation([try value(at: point)])
  }

  public func pullback(of cotangent: [Double], at point: Point) throws -> Point {
    var gradient = try gradient(at: point)
    let factor = cotangent[0]
    guard factor != 1 else { return gradient }
    // In place, since a copy of a large gradient takes as long as the gradient itself.
    for position in gradient.blocks.indices {
      gradient.blocks[position].withUnsafeMutableBufferPointer { block in
        for i in block.indices { block[i] *= factor }
      }
    }
    return gradient
  }
}
