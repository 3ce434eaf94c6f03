import Foundation

/// All that is known of a wrong gradient, and the means to find out more.
struct Evidence {
  let map: any DifferentiableMap
  let facts: MapFacts
  let point: Point
  /// Where the function was called first.
  let elsewhere: Point
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

    init(_ evaluations: Int) { remaining = evaluations }

    /// Whether so many may be spent, which they then are.
    func allows(_ evaluations: Int) -> Bool {
      guard evaluations <= remaining else { return false }
      remaining -= evaluations
      return true
    }
  }

  /// The shape of the outputs: the one that the map tells, or that of a variable of the same size.
  var outputShape: [Int] {
    if let shape = facts.outputShape { return shape }
    let variable = map.variables.first { $0.values.count == base.output.count }
    return variable?.shape ?? [base.output.count]
  }

  /// The numbers that the gradient of a variable may be multiplied or divided by: what the function tells, or
  /// else the extents of the variable and of the outputs.
  func quantities(of variable: Variable) -> [MapFacts.Quantity] {
    guard facts.quantities.isEmpty else { return facts.quantities }
    var quantities: [MapFacts.Quantity] = []
    func add(_ symbol: String, _ meaning: String, _ value: Double) {
      if value > 0, value != 1, value.isFinite, !quantities.contains(where: { $0.value == value }) {
        quantities.append(MapFacts.Quantity(symbol, meaning, value))
      }
    }
    let names = axes(of: variable)
    for (axis, extent) in variable.shape.enumerated() {
      add(plural(names[axis]), "the extent of axis \(axis) of \(variable.name)", Double(extent))
    }
    add("values", "the number of values of \(variable.name)", Double(variable.values.count))
    add("outputs", "the number of outputs", Double(base.output.count))
    if base.output.count == 1 {
      // What the slopes of a square root, a logarithm and an exponential function divide or multiply by.
      let value = base.output[0]
      add("f", "the function's value", value)
      add("2f", "twice the function's value", 2 * value)
      add("exp f", "e to the function's value", exp(value))
    }
    return quantities
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

  private func plain(_ map: some DifferentiableMap, _ point: Point) -> any Neighborhood {
    PlainNeighborhood(of: point, map: map)
  }

  /// The gradient of one variable for another cotangent or point.
  ///
  /// - Throws: what the map throws, or an error where it gives a gradient of another size.
  func gradient(
    of block: BlockEvidence, _ cotangent: [Double], at point: Point
  ) throws -> [Double] {
    let gradient = try map.pullback(of: cotangent, at: point)
    guard gradient.blocks.count == map.variables.count,
      gradient[block.position].count == block.variable.values.count
    else { throw Misfit() }
    return gradient[block.position]
  }

  /// A gradient of another size than its variable.
  private struct Misfit: Error {}

  /// Central differences of ⟨cotangent, output⟩ of a map at a point, at some coordinates of a variable;
  /// nil where the budget is spent or the function is not defined there.
  func derivatives(
    of other: any DifferentiableMap, at point: Point, _ position: Int, _ coordinates: [Int]
  ) -> [Double]? {
    guard budget.allows(2 * coordinates.count) else { return nil }
    // Without shortcuts, which are not checked at other points.
    var neighborhood: any Neighborhood = plain(other, point)
    return try? coordinates.map { coordinate in
      let column = try neighborhood.column(
        variable: position, coordinate: coordinate, of: point[position], step: step,
        precision: other.precision, outputs: cotangent.count)
      var sum = CompensatedSum()
      for (u, slope) in zip(cotangent, column) where slope != 0 { sum.add(u * slope) }
      return sum.value
    }
  }
}
