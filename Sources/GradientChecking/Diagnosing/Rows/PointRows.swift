import Foundation

/// Gradients that are right for other values of the variables: a weight transposed or left out, outputs for
/// inputs, an argument in other units. J(Xθ)ᵀ·u.
///
/// A derivative along a random direction tells one number for each cotangent, at two evaluations.
struct PointRows {
  let block: BlockEvidence
  let evidence: Evidence

  private struct Change {
    let cost: Double
    let cause: Cause
    /// Another map, of another mode or constant; nil for the same.
    var map: (any DifferentiableMap)?
    /// The values at which the gradient is right; nil where it does not apply.
    let point: (Scene) -> Point?
  }

  func diagnosis() throws -> Search.Explanation? {
    var best: (change: Change, told: Int)?
    let directions = self.directions
    guard let first = block.scenes.first else { return nil }
    for change in changes().sorted(by: { $0.cost < $1.cost }) {
      if let best, best.change.cost <= change.cost { break }
      var told = 0
      var fits = true
      // One direction at the first point, then all of them, then at the others.
      for (number, scene) in ([first] + block.scenes).enumerated() {
        guard let there = change.point(scene) else {
          fits = number > 1
          break
        }
        for direction in number == 0 ? directions.prefix(1) : directions[...] {
          guard let match = try matches(change, there, scene, direction) else {
            fits = false
            break
          }
          if number > 0 { told += match }
        }
        if !fits { break }
      }
      guard fits, told > 1 else { continue }
      // Where values near by explain as much, these are no explanation.
      if change.map == nil, let there = change.point(first),
        let direction = directions.first,
        try matches(change, perturbed(there, from: first.point), first, direction) != nil
      {
        continue
      }
      best = (change, told)
    }
    guard let (change, told) = best else { return nil }
    let bits = 10 * Double(min(6, told)) - change.cost - 8
    guard bits >= Fit.likely else { return nil }
    let cause = change.cause
    let diagnosis = Diagnosis(
      [block.variable.name], cause.family, cause.quantity, factor: cause.factor,
      bits >= Fit.certain && block.isConfirmed ? .certain : .likely, finding: cause.finding,
      advice: cause.advice)
    return (diagnosis, change.cost)
  }

  /// Directions in the block that are not special.
  private var directions: [[Double]] {
    (0..<2).map { number in
      evidence.key.derived(40).derived(number).uniforms(block.variable.values.count).map {
        2 * $0 - 1
      }
    }
  }

  /// How many of the given gradients' components along a direction the change explains; nil where it fails
  /// one.
  private func matches(
    _ change: Change, _ there: Point, _ scene: Scene, _ direction: [Double]
  ) throws -> Int? {
    guard evidence.budget.allows(2) else { return nil }
    let map = change.map ?? evidence.map
    guard
      let slopes = try evidence.derivative(of: map, at: there, block.position, along: direction)
    else { return nil }
    var told = 0
    for sample in block.samples where sample.scene === scene {
      guard slopes.count == sample.cotangent.count else { return nil }
      let predicted = dot(slopes, sample.cotangent)
      let given = dot(sample.gradient[block.position], direction)
      let right = try right(sample, direction)
      let size = max((given - right).magnitude, (predicted - right).magnitude)
      let scale = max(given.magnitude, right.magnitude)
      // What is right here tells nothing of what is wrong.
      guard size > 1e-6 * scale else { continue }
      guard (given - predicted).magnitude <= max(1e-3 * (given - right).magnitude, 1e-7 * scale)
      else {
        return nil
      }
      told += 1
    }
    return told
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
        cost: 0,
        cause: Cause(
          variant.family, variant.name,
          "is that of the function \(isPart ? "without" : "with") \(variant.name)",
          "take the same in the gradient as in the function"),
        map: variant.map
      ) { [point = evidence.point] scene in scene.point == point ? scene.point : nil }
    }
  }

  private func changes(of position: Int) -> [Change] {
    let variable = evidence.map.variables[position]
    guard variable.values.count <= 4096 else { return [] }
    let name = variable.name
    let isOwn = position == block.position
    var changes: [Change] = []
    func add(
      _ cost: Double, _ family: MistakeFamily, _ quantity: String, _ finding: String,
      _ advice: String, _ values: @escaping (Scene) -> [Double]?
    ) {
      func point(_ values: @escaping (Scene) -> [Double]?) -> (Scene) -> Point? {
        { scene in
          let own = scene.point[position]
          guard let moved = values(scene), moved != own, isSafe(moved, variable, own) else {
            return nil
          }
          var point = scene.point
          point[position] = moved
          return point
        }
      }
      changes.append(
        Change(
          cost: cost, cause: Cause(family, quantity, "is right for \(finding)", advice),
          point: point(values)))
    }
    func map(
      _ cost: Double, _ family: MistakeFamily, _ quantity: String, _ finding: String,
      _ advice: String, _ f: @escaping (Double) -> Double
    ) {
      add(cost, family, quantity, finding, advice) { $0.point[position].map(f) }
    }
    let count = variable.values.count
    if !isOwn {
      map(1, .missingPart, name, "a \(name) of ones", "multiply by \(name)") { _ in 1 }
      map(1, .missingPart, name, "a \(name) of zeros", "add what \(name) contributes") { _ in 0 }
      map(
        4, .layout, "−\(name)", "−\(name) in the place of \(name)", "check its sign, or a conjugate"
      ) {
        -$0
      }
      if let own = evidence.map.variables.indices.first(where: { $0 == block.position }),
        block.variable.values.count == count
      {
        add(
          5, .layout, "\(block.variable.name) for \(name)",
          "\(block.variable.name) in the place of \(name)", "exchange the two"
        ) { $0.point[own] }
      }
    } else {
      map(
        5, .missingPart, "−x", "−\(name) in the place of \(name)", "check the sign of the argument"
      ) {
        -$0
      }
      map(
        6, .missingPart, "x = 0", "a \(name) of zeros, such as an initial guess",
        "take the derivative where the function is"
      ) { _ in 0 }
      if count == evidence.point[position].count, evidence.scenes[0].output.count == count {
        add(
          11, .missingPart, "y for x", "the outputs in the place of \(name)",
          "take the slope at the input, not at the output"
        ) { $0.output.contains(0) ? nil : $0.output }
      }
    }
    let grid = Grid(variable.shape)
    let axes = evidence.axes(of: variable)
    for order in grid.rearrangements(axes) where !order.source.contains(nil) {
      add(3, .layout, order.quantity, "\(name) \(order.finding)", order.advice) {
        order.apply($0.point[position])
      }
    }
    for axis in variable.shape.indices where variable.shape[axis] > 1 {
      guard variable.shape.count > 1 else { continue }
      add(
        3, .layout, "\(indexed(axes[axis], 0)) for all",
        "\(indexed(axes[axis], 0)) of \(name) in the place of all",
        "check the index along axis \(axis)"
      ) { scene in
        let first = grid.slice(scene.point[position], axis, 0)
        return grid.assembled(axis) { _ in first }
      }
    }
    // The first plane, where the last two axes are planes.
    if variable.shape.count > 2 {
      let area = variable.shape.suffix(2).reduce(1, *)
      add(
        4, .layout, "plane 0 for all", "plane 0 of \(name) in the place of all",
        "check the offset of the plane"
      ) { scene in
        let values = scene.point[position]
        return values.indices.map { values[$0 % area] }
      }
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
          value + 0.05 * (value == 0 ? max(1, size) * draw : value * (0.5 + draw))
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
