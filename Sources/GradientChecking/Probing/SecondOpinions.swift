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

  private func hessianSymmetry(_ position: Int) throws -> SecondOpinion? {
    guard
      let symmetry = try HessianSymmetry(
        of: map, position, at: problem.point, problem.cotangent,
        gradient: problem.gradient[position], key: problem.key)
    else { return nil }
    return SecondOpinion(
      method: "Hessian symmetry",
      finding: symmetry.isKept
        ? "holds: the gradient of a function, if not of this one"
        : "⟨v, Hw⟩ is \(short(symmetry.one)), ⟨w, Hv⟩ \(short(symmetry.other)): the gradient of no "
          + "function",
      isAgainst: !symmetry.isKept)
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
    let isAgainst = !((forward - backward).magnitude <= map.precision.reordering(of: size))
    return SecondOpinion(
      method: "pushforward",
      finding: "⟨u, Jv⟩ is \(short(forward)), ⟨Jᵀu, v⟩ \(short(backward))",
      isAgainst: isAgainst)
  }
}
