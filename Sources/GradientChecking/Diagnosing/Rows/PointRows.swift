import Foundation

/// Gradients that are right for other values of the variables: a weight transposed or left out, an initial guess.
/// J(Xθ)ᵀ·u.
///
/// A derivative along a random direction tells one number for each cotangent, at two evaluations.
struct PointRows {
  let block: BlockEvidence
  let evidence: Evidence

  private struct Change {
    let cost: Double
    let family: MistakeFamily
    let quantity: String
    /// Completes "is right for …".
    let finding: String
    let advice: String
    /// Another map, of another mode or constant; nil for the same.
    var map: (any DifferentiableMap)?
    /// The variable that is 0 there, of which the terms without it are left.
    var zero: String?
    /// The values at which the gradient is right; nil where it does not apply.
    let point: (Scene) -> Point?
  }

  /// The given gradient is the one o at the other point, or the right one and a number of these, r + c·o.
  private struct Hypothesis {
    let isAdded: Bool
    var c: Double?
    var told = 0

    /// Whether it explains a number more.
    mutating func explains(_ given: Double, _ right: Double, _ other: Double) -> Bool {
      let scale = max(given.magnitude, right.magnitude)
      let error = (given - right).magnitude
      if isAdded, c == nil {
        // What is right here tells nothing of what is wrong.
        guard error > 1e-6 * scale else { return true }
        c = (given - right) / other
      }
      guard c.map({ $0.isFinite && 1e-6...1e6 ~= $0.magnitude }) ?? true else { return false }
      let predicted = c.map { right + $0 * other } ?? other
      guard max(error, (predicted - right).magnitude) > 1e-6 * scale else { return true }
      guard (given - predicted).magnitude <= max(1e-3 * error, 1e-7 * scale) else { return false }
      told += 1
      return true
    }

    func isNear(_ value: Double) -> Bool { (c.map { $0 - value } ?? .infinity).magnitude < 1e-3 }
    /// Any number is one of many.
    var cost: Double { !isAdded ? 0 : [-2, -1, 1].contains(where: isNear) ? 2 : 7 }
  }

  func diagnosis() throws -> Search.Explanation? {
    var best: (change: Change, hypothesis: Hypothesis, cost: Double)?
    guard let first = block.scenes.first else { return nil }
    for change in changes().sorted(by: { $0.cost < $1.cost }) {
      if let best, best.cost <= change.cost { break }
      var left = [Hypothesis(isAdded: false)]
      if change.zero != nil { left.append(Hypothesis(isAdded: true)) }
      // One direction at the first point, then all of them, then at the others.
      search: for (number, scene) in ([first] + block.scenes).enumerated() {
        guard let there = change.point(scene) else {
          if number < 2 { left = [] }
          break
        }
        for direction in number == 0 ? directions.prefix(1) : directions[...] {
          guard let numbers = try numbers(change, there, scene, direction) else {
            left = []
            break search
          }
          left = left.compactMap { hypothesis in
            var hypothesis = hypothesis
            if number == 1 && hypothesis.told > 0 && scene === first && direction == directions[0] {
              hypothesis.told = 0
            }
            return numbers.allSatisfy { hypothesis.explains($0.0, $0.1, $0.2) } ? hypothesis : nil
          }
          if left.isEmpty { break search }
        }
      }
      for hypothesis in left {
        let cost = change.cost + hypothesis.cost
        guard hypothesis.told > (hypothesis.isAdded ? 2 : 1), cost < best?.cost ?? .infinity else {
          continue
        }
        if change.map == nil, let there = change.point(first), let direction = directions.first {
          // On a kink there is no gradient that it could be.
          guard try isSmooth(at: there, along: direction) else { continue }
          // Where values near by explain as much, these are no explanation.
          if let numbers = try numbers(
            change, perturbed(there, from: first.point), first, direction)
          {
            var other = Hypothesis(isAdded: hypothesis.isAdded, c: hypothesis.c)
            if numbers.allSatisfy({ other.explains($0.0, $0.1, $0.2) }), other.told > 0 { continue }
          }
        }
        best = (change, hypothesis, cost)
      }
    }
    guard let (change, hypothesis, cost) = best else { return nil }
    let free = hypothesis.isAdded ? 1 : 0
    let bits = 10 * Double(min(6, hypothesis.told) - free) - cost - 8
    guard bits >= Fit.likely else { return nil }
    let (finding, advice) = words(change, hypothesis)
    let diagnosis = Diagnosis(
      [block.variable.name], change.family, change.quantity,
      bits >= Fit.certain && block.isConfirmed ? .certain : .likely, finding: finding,
      advice: advice)
    return (diagnosis, cost)
  }

  private func words(_ change: Change, _ hypothesis: Hypothesis) -> (String, String) {
    guard hypothesis.isAdded, let zero = change.zero else {
      return ("is right for \(change.finding)", change.advice)
    }
    let terms = "the terms into which \(zero) does not enter, those that are left where it is 0"
    if hypothesis.isNear(-1) { return ("lacks \(terms)", "add them") }
    if hypothesis.isNear(-2) { return ("has \(terms) with the wrong sign", "turn their sign") }
    return (
      "has \(terms) \(short(1 + (hypothesis.c ?? 0))) times", "count them once, with their factor"
    )
  }

  /// Directions in the block that are not special.
  private var directions: [[Double]] {
    (0..<2).map { number in
      evidence.key.derived(40).derived(number).uniforms(block.variable.values.count).map {
        2 * $0 - 1
      }
    }
  }

  /// The components along a direction of the given gradients of a scene, of the right ones, and of the right ones
  /// at another point; nil where that costs too much.
  private func numbers(
    _ change: Change, _ there: Point, _ scene: Scene, _ direction: [Double]
  ) throws -> [(Double, Double, Double)]? {
    guard evidence.budget.allows(2),
      let slopes = try evidence.derivative(
        of: change.map ?? evidence.map, at: there, block.position, along: direction)
    else { return nil }
    var numbers: [(Double, Double, Double)] = []
    for sample in block.samples where sample.scene === scene {
      guard slopes.count == sample.cotangent.count else { return nil }
      numbers.append(
        (
          dot(sample.gradient[block.position], direction), try right(sample, direction),
          dot(slopes, sample.cotangent)
        ))
    }
    return numbers
  }

  /// Whether the slopes of the two sides of a point are the same.
  private func isSmooth(at point: Point, along direction: [Double]) throws -> Bool {
    guard evidence.budget.allows(3),
      let here = try Problem.ifDefined({ try evidence.map.evaluate(at: point) })?.output,
      let (h, left, right) = try evidence.sides(
        of: evidence.map, at: point, block.position, along: direction)
    else { return true }
    let slopes = zip(right, left).map { ($0 - $1) / (2 * h) }
    let bends = here.indices.map { (right[$0] + left[$0] - 2 * here[$0]) / (2 * h) }
    return dot(bends, bends) <= 1e-4 * dot(slopes, slopes) + 1e-6 * dot(here, here)
  }

  private func right(_ sample: Sample, _ direction: [Double]) throws -> Double {
    if sample.isComplete { return dot(sample.n, direction) }
    let slopes = try evidence.derivative(
      of: evidence.map, at: sample.scene.point, block.position, along: direction)
    return slopes.map { dot($0, sample.cotangent) } ?? .nan
  }

  // MARK: - Changes

  private func changes() -> [Change] {
    variants + evidence.map.variables.indices.flatMap(changes(of:))
  }

  /// Other functions that the map tells of.
  private var variants: [Change] {
    evidence.facts.variants.enumerated().compactMap { number, variant in
      guard variant.map.variables.map(\.shape) == evidence.map.variables.map(\.shape) else {
        return nil
      }
      let isPart =
        [.missingPart, .epsilon].contains(variant.family) && !variant.name.hasSuffix("too many")
      return Change(
        cost: 0, family: variant.family, quantity: variant.name,
        finding: "the function \(isPart ? "without" : "with") \(variant.name)",
        advice: "take the same in the gradient as in the function", map: variant.map
      ) { [point = evidence.point] scene in scene.point == point ? scene.point : nil }
    }
  }

  private func changes(of position: Int) -> [Change] {
    let variable = evidence.map.variables[position]
    guard variable.values.count <= 4096 else { return [] }
    let name = variable.name
    func change(
      _ cost: Double, _ family: MistakeFamily, _ quantity: String, _ finding: String,
      _ advice: String, zero: String? = nil, _ values: @escaping ([Double]) -> [Double]
    ) -> Change {
      Change(
        cost: cost, family: family, quantity: quantity, finding: finding, advice: advice, zero: zero
      ) { scene in
        let own = scene.point[position]
        let moved = values(own)
        guard moved != own, isSafe(moved, variable, own) else { return nil }
        var point = scene.point
        point[position] = moved
        return point
      }
    }
    var changes =
      position == block.position
      ? [
        change(
          6, .missingPart, "x = 0", "a \(name) of zeros, such as an initial guess",
          "take the derivative where the function is"
        ) { $0.map { _ in 0 } }
      ]
      : [
        change(1, .missingPart, name, "a \(name) of ones", "multiply by \(name)") {
          $0.map { _ in 1 }
        },
        change(
          1, .missingPart, name, "a \(name) of zeros", "add what \(name) contributes", zero: name
        ) { $0.map { _ in 0 } },
      ]
    for order in Grid(variable.shape).rearrangements(evidence.axes(of: variable))
    where !order.source.contains(nil) {
      changes.append(
        change(
          3, .layout, order.quantity, "\(name) \(order.finding)", order.advice, order.apply))
    }
    return changes
  }

  /// A point beside a changed one, in what was changed.
  private func perturbed(_ there: Point, from here: Point) -> Point {
    Point(
      there.blocks.enumerated().map { position, values in
        if values == here[position] { return values }
        let draws = evidence.key.derived(44).derived(position).uniforms(values.count)
        let size = values.reduce(0) { max($0, $1.magnitude) }
        return zip(values, draws).map { value, draw in
          // Of what grows with a square little shows beside 0.
          value + (value == 0 ? 0.5 * max(1, size) * draw : 0.05 * value * (0.5 + draw))
        }
      })
  }

  /// Whether a function is likely to be defined at such values: it may trap where it was never meant to be, as
  /// where a value becomes an index. What is an input keeps to its range.
  private func isSafe(_ moved: [Double], _ variable: Variable, _ own: [Double]) -> Bool {
    let (low, high) = (own.min() ?? 0, own.max() ?? 0)
    let largest = 2 * max(1, low.magnitude, high.magnitude)
    return moved.allSatisfy {
      $0.isFinite
        && (variable.role == .parameter ? $0.magnitude <= largest : low <= $0 && $0 <= high)
    }
  }
}
