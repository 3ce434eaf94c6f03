import GradientChecking
import _Differentiation

// Closures that differentiate, and not the functions themselves: a generic struct that stores a
// differentiable function of its type parameter crashes at run time.

extension DerivativeMap {
  /// A function of one argument, at `a`.
  public init<A: Coordinated, Result: Coordinated>(
    of function: @escaping @differentiable(reverse) (A) -> Result, at a: A,
    named name: String = "the function"
  ) {
    var arguments = Arguments(["x"])
    let x = arguments.add(a)
    self.init(
      name, arguments.entries, call: { function(x.at($0)) },
      linearization: { point in
        let (value, pullback) = valueWithPullback(at: x.at(point), of: function)
        return (value, { x.blocks(of: pullback($0)) })
      })
  }

  /// A function of two arguments, x and y.
  public init<A: Coordinated, B: Coordinated, Result: Coordinated>(
    of function: @escaping @differentiable(reverse) (A, B) -> Result, at a: A, _ b: B,
    named name: String = "the function"
  ) {
    var arguments = Arguments(["x", "y"])
    let (x, y) = (arguments.add(a), arguments.add(b))
    self.init(
      name, arguments.entries, call: { function(x.at($0), y.at($0)) },
      linearization: { point in
        let (value, pullback) = valueWithPullback(at: x.at(point), y.at(point), of: function)
        return (
          value,
          {
            let (dx, dy) = pullback($0)
            return x.blocks(of: dx) + y.blocks(of: dy)
          }
        )
      })
  }

  /// A function of three arguments, x, y and z.
  public init<A: Coordinated, B: Coordinated, C: Coordinated, Result: Coordinated>(
    of function: @escaping @differentiable(reverse) (A, B, C) -> Result, at a: A, _ b: B, _ c: C,
    named name: String = "the function"
  ) {
    var arguments = Arguments(["x", "y", "z"])
    let (x, y, z) = (arguments.add(a), arguments.add(b), arguments.add(c))
    self.init(
      name, arguments.entries, call: { function(x.at($0), y.at($0), z.at($0)) },
      linearization: { point in
        let (value, pullback) = valueWithPullback(
          at: x.at(point), y.at(point), z.at(point), of: function)
        return (
          value,
          {
            let (dx, dy, dz) = pullback($0)
            return x.blocks(of: dx) + y.blocks(of: dy) + z.blocks(of: dz)
          }
        )
      })
  }

  /// A function of four arguments, x, y, z and w.
  public init<A: Coordinated, B: Coordinated, C: Coordinated, D: Coordinated, Result: Coordinated>(
    of function: @escaping @differentiable(reverse) (A, B, C, D) -> Result,
    at a: A, _ b: B, _ c: C, _ d: D, named name: String = "the function"
  ) {
    var arguments = Arguments(["x", "y", "z", "w"])
    let (x, y, z, w) = (arguments.add(a), arguments.add(b), arguments.add(c), arguments.add(d))
    self.init(
      name, arguments.entries, call: { function(x.at($0), y.at($0), z.at($0), w.at($0)) },
      linearization: { point in
        // There are pullbacks of up to three arguments only.
        let (value, pullback) = valueWithPullback(
          at: x.at(point), y.at(point), Pair(first: z.at(point), second: w.at(point))
        ) { function($0, $1, $2.first, $2.second) }
        return (
          value,
          {
            let (dx, dy, pair) = pullback($0)
            return x.blocks(of: dx) + y.blocks(of: dy) + z.blocks(of: pair.first)
              + w.blocks(of: pair.second)
          }
        )
      })
  }

  /// A function of one argument, at each of some arguments: as many calls, independent of one another.
  public init<A: Coordinated, Result: Coordinated>(
    ofEach function: @escaping @differentiable(reverse) (A) -> Result, at values: [A],
    named name: String = "the function"
  ) {
    var arguments = Arguments(["x"])
    let x = arguments.add(values)
    self.init(
      name, arguments.entries, call: { x.at($0).map { function($0) } },
      linearization: { point in
        let elements = x.at(point).map { valueWithPullback(at: $0, of: function) }
        return (
          elements.map(\.value),
          { cotangent in
            // The zero of an array's tangent vectors is empty.
            let gradients = elements.enumerated().map { place, element in
              element.pullback(cotangent.base.isEmpty ? .zero : cotangent.base[place])
            }
            return x.blocks(of: [A].TangentVector(gradients))
          }
        )
      })
  }
}

/// Two arguments as one.
private struct Pair<First: Differentiable, Second: Differentiable>: Differentiable {
  var first: First
  var second: Second
}
