import Foundation
import GSL

/// The second opinions on one variable's gradient: the Taylor remainder and the symmetry of the
/// Hessian where the check failed, the pushforward wherever there is one.
struct SecondOpinions<Map: DifferentiableMap> {
  let map: Map
  let problem: Problem
  /// σ of one evaluation.
  let noise: Double

  private static var halvings: Int { 12 }
  private var key: RandomKey { problem.key.derived(1).derived(7) }

  /// What speaks for or against the gradient of the variable at `position`, along `direction`, in
  /// which the check failed.
  func onFailure(position: Int, direction: [Double], along line: inout Line) throws
    -> [SecondOpinion]
  {
    [
      try taylorRemainder(position, direction, along: &line),
      try hessianSymmetry(position),
    ].compactMap { $0 }
  }

  /// f(t) − f(0) − t·⟨g, v⟩ falls with t² where g is the gradient, with t where it is not.
  private func taylorRemainder(
    _ position: Int, _ direction: [Double], along line: inout Line
  ) throws -> SecondOpinion? {
    line.aim(
      variable: position, direction: direction, size: map.variables[position].size())
    defer { line.rest() }
    let slope = dot(problem.gradient[position], direction)
    var points: [(t: Double, remainder: Double)] = []
    var t = 0.1 * line.scale
    for _ in 0..<SecondOpinions.halvings {
      let remainder = (try line.change(t) - t * slope).magnitude
      // Neither noise nor the rounding of the displaced values may pass for a remainder.
      if remainder.isFinite, remainder > 100 * noise, remainder > 1e-12 * (t * slope).magnitude {
        points.append((t, remainder))
      }
      t /= 2
    }
    // The smallest steps tell; larger ones may lie outside of where the leading term rules.
    let last = points.suffix(4)
    guard let first = last.first, let end = last.last, last.count == 4 else { return nil }
    let order =
      Foundation.log(first.remainder / end.remainder) / Foundation.log(first.t / end.t)
    guard order.isFinite else { return nil }
    return SecondOpinion(
      method: "Taylor remainder",
      finding: "falls with step^\(String(format: "%.1f", order)); with a right gradient, step^2",
      isAgainst: order < 1.5)
  }

  /// ⟨v, H·w⟩ = ⟨w, H·v⟩ for the derivative H of any gradient.
  private func hessianSymmetry(_ position: Int) throws -> SecondOpinion? {
    let variable = map.variables[position]
    let (v, w) = (
      BlockCheck.direction(of: variable, key: key),
      BlockCheck.direction(of: variable, key: key.derived(1))
    )
    let meanSquare =
      variable.values.reduce(0) { $0 + $1 * $1 } / Double(max(1, variable.values.count))
    let step = 1e-4 * max(1, meanSquare.squareRoot())
    /// ⟨other, H·direction⟩ and |H·direction|²; nil where the pullback gives something of another
    /// size.
    func products(_ direction: [Double], _ other: [Double]) throws -> (Double, Double)? {
      var point = problem.point
      func gradient(_ step: Double) throws -> [Double] {
        for i in direction.indices {
          point.blocks[position][i] = variable.values[i] + step * direction[i]
        }
        return try map.pullback(of: problem.cotangent, at: point)[position]
      }
      guard var product = try Problem.ifDefined({ try gradient(step) }),
        let left = try Problem.ifDefined({ try gradient(-step) }),
        product.count == direction.count, left.count == direction.count
      else { return nil }
      for i in product.indices { product[i] = (product[i] - left[i]) / (2 * step) }
      return (dot(other, product), dot(product, product))
    }
    guard let (other, hv) = try products(v, w), let (one, hw) = try products(w, v) else {
      return nil
    }
    let size = (hv + hw).squareRoot()
    let asymmetry = (one - other).magnitude / size
    // A linear function has none to compare.
    guard size > 1e-8 * dot(problem.gradient[position], problem.gradient[position]).squareRoot(),
      asymmetry.isFinite, variable.values.count > 1
    else { return nil }
    let isAgainst = asymmetry > 1e-5
    return SecondOpinion(
      method: "Hessian symmetry",
      finding: isAgainst
        ? "⟨v, Hw⟩ is \(short(one)), ⟨w, Hv⟩ \(short(other)): the gradient of no function"
        : "holds: the gradient of a function, if not of this one",
      isAgainst: isAgainst)
  }
}

extension SecondOpinions where Map: ForwardDifferentiableMap {
  /// ⟨u, J·v⟩ by the pushforward against ⟨Jᵀ·u, v⟩ by the pullback.
  func adjointness() throws -> SecondOpinion {
    let generator = RandomGenerator(key.derived(2))
    let tangent = Point(map.variables.map { generator.normals($0.values.count) })
    let output = try map.pushforward(of: tangent, at: problem.point)
    guard output.count == problem.cotangent.count else {
      return SecondOpinion(
        method: "pushforward",
        finding: "gives \(output.count) values for \(problem.cotangent.count) outputs",
        isAgainst: true)
    }
    let forward = dot(problem.cotangent, output)
    let backward = zip(problem.gradient.blocks, tangent.blocks).reduce(0) { $0 + dot($1.0, $1.1) }
    let size = zip(problem.gradient.blocks, tangent.blocks).reduce(0) { sum, pair in
      sum + zip(pair.0, pair.1).reduce(0) { $0 + ($1.0 * $1.1).magnitude }
    }
    let isAgainst = !((forward - backward).magnitude <= 1e5 * map.precision.unitRoundoff * size)
    return SecondOpinion(
      method: "pushforward",
      finding: "⟨u, Jv⟩ is \(short(forward)), ⟨Jᵀu, v⟩ \(short(backward))",
      isAgainst: isAgainst)
  }
}
