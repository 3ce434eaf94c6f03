/// All that is known of a wrong gradient, and the means to find out more.
struct Evidence {
  let map: any DifferentiableMap
  let facts: MapFacts
  let point: Point
  let base: Evaluation
  let cotangent: [Double]
  /// The analytic gradient.
  let gradient: Point
  let blocks: [BlockEvidence]
  /// The promises that are broken.
  let broken: [String]
  let step: Double
  let budget: Budget

  /// How many evaluations and pullbacks an investigation may still ask for.
  final class Budget {
    private(set) var remaining: Int
    private(set) var spent = 0

    init(_ evaluations: Int) { remaining = evaluations }

    /// Whether so many may be spent, which they then are.
    func allows(_ evaluations: Int) -> Bool {
      guard evaluations <= remaining else { return false }
      remaining -= evaluations
      spent += evaluations
      return true
    }
  }

  /// The shape of the outputs: the one that the map tells, or that of a variable of the same size.
  var outputShape: [Int] {
    if let shape = facts.outputShape { return shape }
    let variable = map.variables.first { $0.values.count == base.output.count }
    return variable?.shape ?? [base.output.count]
  }

  /// What an index along each axis of the outputs counts.
  var outputAxes: [String] { named(facts.outputAxes, outputShape) }

  /// What an index along each axis of a variable counts.
  func axes(of variable: Variable) -> [String] {
    named(facts.axes[variable.name] ?? [], variable.shape)
  }

  private func named(_ names: [String], _ shape: [Int]) -> [String] {
    if names.count == shape.count { return names }
    switch shape.count {
    case 1: return ["entry"]
    case 2: return ["row", "column"]
    default: return shape.indices.map { "slice along axis \($0)" }
    }
  }

  /// Central differences of ⟨cotangent, output⟩ of a map at a point, at some coordinates of a variable;
  /// nil where the budget is spent or the function is not defined there.
  func derivatives(
    of other: any DifferentiableMap, at point: Point, _ position: Int, _ coordinates: [Int]
  ) -> [Double]? {
    guard budget.allows(2 * coordinates.count),
      var neighborhood = try? other.neighborhood(of: point)
    else { return nil }
    return try? coordinates.map { coordinate in
      let value = point[position][coordinate]
      let h = other.precision.representable(step * max(1, value.magnitude), from: value)
      let displacement = Displacement(variable: position, direction: .coordinate(coordinate))
      let right = try neighborhood.evaluate(displacement, step: h).output
      let left = try neighborhood.evaluate(displacement, step: -h).output
      guard right.count == cotangent.count, left.count == cotangent.count else { return .nan }
      var sum = CompensatedSum()
      for (u, (r, l)) in zip(cotangent, zip(right, left)) { sum.add(u * (r - l)) }
      return sum.value / (2 * h)
    }
  }
}
