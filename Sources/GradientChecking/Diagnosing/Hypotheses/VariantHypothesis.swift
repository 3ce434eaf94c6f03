/// The gradient is that of another function: of another ε, mode, axis, mask or label.
struct VariantHypothesis: LinearHypothesis {
  func diagnoses(of block: BlockEvidence, in evidence: Evidence) throws -> [Diagnosis] {
    let map = evidence.map
    return evidence.facts.variants.compactMap { variant in
      guard variant.map.variables.map(\.shape) == map.variables.map(\.shape) else { return nil }
      return block.diagnosis(
        variant.family, variant.name,
        [.missingPart, .epsilon].contains(variant.family) && !variant.name.hasSuffix("too many")
          ? "is that of the function without \(variant.name)"
          : "is that of the function with \(variant.name)",
        "take the same in the gradient as in the function", of: variant.map,
        at: evidence.point, in: evidence)
    }
  }
}
