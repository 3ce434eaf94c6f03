import Foundation

/// The names that a number may have: what the function tells, extents and what is made of them, constants.
struct Quantities {
  private let told: [MapFacts.Quantity]
  private let extents: [MapFacts.Quantity]

  init(_ facts: MapFacts, _ variables: [Variable], _ block: Variable, outputs: Int, _ shape: [Int])
  {
    told = facts.quantities
    var extents: [MapFacts.Quantity] = []
    func add(_ symbol: String, _ meaning: String, _ value: Int) {
      guard value > 1 else { return }
      extents.append(MapFacts.Quantity(symbol, meaning, Double(value)))
    }
    for variable in [block] + variables.filter({ $0.name != block.name }) {
      for (axis, extent) in variable.shape.enumerated() where variable.shape.count > 1 {
        add(
          "\(variable.name).shape[\(axis)]", "the extent of axis \(axis) of \(variable.name)",
          extent)
      }
      add(
        "\(variable.name).count", "the number of values of \(variable.name)", variable.values.count)
    }
    if outputs > 1 {
      for (axis, extent) in shape.enumerated() where shape.count > 1 {
        add("outputs.shape[\(axis)]", "the extent of axis \(axis) of the outputs", extent)
      }
      add("outputs", "the number of outputs", outputs)
    }
    self.extents = extents
  }

  private static let constants: [(String, Double)] = [
    ("π", .pi), ("2π", 2 * .pi), ("√2", 2.0.squareRoot()),
    ("√π", Double.pi.squareRoot()), ("√(2π)", (2 * Double.pi).squareRoot()),
    ("2/√π", 2 / Double.pi.squareRoot()), ("√(2/π)", (2 / Double.pi).squareRoot()),
    ("180/π, degrees for radians", 180 / .pi), ("ln 10, another logarithm", log(10)),
    ("ln 2, another logarithm", log(2)), ("e", exp(1)),
  ]

  /// The cause of a factor.
  ///
  /// - Parameter leeway: How far off it may be, as a share: what noise leaves open is not taken for a
  ///   rounder number.
  func cause(_ factor: Double, leeway: Double) -> Cause? {
    func isNear(_ value: Double) -> Bool {
      value != 0 && (factor - value).magnitude <= leeway * value.magnitude
    }
    // What is so far off is not off by a factor: one of the two is rounding.
    guard 1e-9...1e9 ~= factor.magnitude, !isNear(1) else { return nil }
    let also = told.filter { isNear($0.value) || isNear(1 / $0.value) }
      .map { "\($0.symbol) = \(short($0.value))" }
    let hint = also.isEmpty ? "" : " (\(also.joined(separator: ", ")) here)"
    if isNear(-1) { return Cause(.scale, "-1", factor: factor, "has the wrong sign", "negate it") }
    if isNear(2) {
      return Cause(
        .scale, "2", factor: factor, "is exactly twice as large as it should be\(hint)",
        "look for a term that is counted twice, or a 2 from a square that was ½ before")
    }
    if isNear(0.5) {
      return Cause(
        .scale, "0.5", factor: factor, "is exactly half of what it should be\(hint)",
        "look for the 2 from a square, or a mean over two")
    }
    if let q = told.first(where: { q in
      q.value != 1
        && [q.value, -q.value, 1 / q.value, -1 / q.value].contains(where: isNear)
    }) {
      var cause = named(factor, q)
      cause.discount = 4
      return cause
    }
    for p in told {
      if let q = told.first(where: { p.value != $0.value && isNear(p.value / $0.value) }) {
        return Cause(
          .scale, "\(q.symbol) for \(p.symbol)", factor: factor,
          "is \(short(factor)) times what it should be: \(p.symbol) = \(short(p.value)) over "
            + "\(q.symbol) = \(short(q.value))",
          "exchange \(p.symbol), \(p.meaning), and \(q.symbol), \(q.meaning)")
      }
    }
    return anonymous(factor, isNear)
  }

  private func named(_ factor: Double, _ q: MapFacts.Quantity) -> Cause {
    let word = factor < 0 ? ", with the wrong sign" : ""
    let isMultiple =
      (factor.magnitude - q.value).magnitude < (factor.magnitude - 1 / q.value).magnitude
    let (many, few) =
      q.value > 1
      ? ("\(short(q.value)) times too large", "\(short(q.value)) times too small")
      : ("\(short(q.value)) of what it should be", "what it should be, over \(short(q.value))")
    return Cause(
      .scale, "\(q.symbol) = \(String(format: "%.4g", q.value))", factor: factor,
      "is exactly \(isMultiple ? many : few), and \(q.symbol), \(q.meaning), is \(short(q.value))\(word)",
      isMultiple
        ? "divide by \(q.symbol), or do not multiply by it"
        : "do not divide by \(q.symbol), or multiply by it")
  }

  /// A factor of which the function tells nothing: all that has its value is listed.
  private func anonymous(_ factor: Double, _ isNear: (Double) -> Bool) -> Cause {
    var meanings: [String] = []
    func add(_ meaning: String) {
      if !meanings.contains(meaning), meanings.count < 3 { meanings.append(meaning) }
    }
    func either(_ value: Double) -> Bool {
      [value, -value, 1 / value, -1 / value].contains(where: isNear)
    }
    for q in extents where either(q.value) { add(q.meaning) }
    let size = max(factor.magnitude, 1 / factor.magnitude)
    for (name, value) in Quantities.constants where either(value) {
      add((size - value).magnitude < (size - 1 / value).magnitude ? name : "1/(\(name))")
    }
    for q in extents where either(q.value - 1) && q.value > 2 { add("\(q.meaning) less 1") }
    for q in extents where q.value > 2 && either((q.value - 1) / q.value) {
      add("n/(n − 1), where n is \(q.meaning)")
    }
    for q in extents where q.value > 2 && either(((q.value - 1) / q.value).squareRoot()) {
      add("√(n/(n − 1)), where n is \(q.meaning)")
    }
    for p in extents {
      for q in extents where q.value != p.value && isNear(p.value / q.value) && meanings.isEmpty {
        add(
          factor.magnitude >= 1
            ? "\(p.meaning) over \(q.meaning)" : "\(q.meaning) over \(p.meaning)")
      }
    }
    // Of a factor near 1 the digits behind the first that differs tell.
    let digits = (factor - 1).magnitude < 1e-2 ? 9 : 3
    let text = String(format: "%.\(digits)g", factor)
    let inverse = 1 / factor
    let isWhole =
      factor.magnitude < 1 && (inverse - inverse.rounded()).magnitude < 1e-6 * inverse.magnitude
    let words =
      isWhole ? "is 1/\(short(inverse)) of what it should be" : "is \(text) times what it should be"
    // What has the same value may have it by chance: it is no part of what was found.
    let hint =
      meanings.isEmpty
      ? ""
      : "; \(short(factor.magnitude >= 1 ? factor.magnitude : 1 / factor.magnitude)) is also "
        + meanings.joined(separator: ", and ")
    var cause = Cause(
      .scale, String(format: "%.4g", factor), factor: factor, words,
      "look for a constant factor, the same at every point" + hint)
    cause.discount = meanings.isEmpty && !isWhole ? 2 : 4
    return cause
  }
}
