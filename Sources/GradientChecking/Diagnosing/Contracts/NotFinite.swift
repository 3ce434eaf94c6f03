/// The gradient is not a number where the function has a limit.
struct NotFinite: Contract {
  func diagnosis(of block: BlockEvidence, in evidence: Evidence) -> Diagnosis? {
    let gradient = evidence.gradient[block.position]
    let places = Set(gradient.indices.filter { !gradient[$0].isFinite })
    guard !places.isEmpty else { return nil }
    let values = block.variable.values
    let known = evidence.facts.places.first {
      $0.block == block.variable.name && places.isSubset(of: $0.coordinates)
    }
    let isZero = places.allSatisfy { values[$0] == 0 }
    let isElsewhereZero = evidence.map.variables.contains { variable in
      variable.values.count == values.count && places.allSatisfy { variable.values[$0] == 0 }
    }
    let isLarge = values.contains { $0.magnitude > 80 } && places.count == values.count
    let infinite = places.allSatisfy { !values[$0].isFinite }
    let first = "\(block.variable.name)\(block.variable.index(ofOffset: places.min() ?? 0))"
    let quantity: String
    if isZero || isElsewhereZero || (known == nil && values.contains(0)) {
      quantity = "x = 0"
    } else if let known {
      quantity = known.name
    } else {
      quantity = isLarge ? "overflow" : infinite ? "x = ∞" : first
    }
    let extent =
      places.count == 1
      ? "at \(first)" : "at \(places.count) of \(values.count) places, as \(first)"
    return Diagnosis(
      [block.variable.name], .notFinite, quantity, .likely,
      finding: "is not a finite number \(extent)",
      advice: quantity == "overflow"
        ? "subtract the largest value before taking exponentials"
        : "treat \(quantity) apart, and return the limit there")
  }
}
