/// The gradient is one that the function itself knows to be easily taken for its own.
struct ConfusionHypothesis: LinearHypothesis {
  func predictions(for block: BlockEvidence, in evidence: Evidence) throws -> [Prediction] {
    evidence.facts.confusions.filter {
      $0.block == block.variable.name && $0.gradient.count == block.variable.values.count
    }.map { confusion in
      Prediction(
        family: confusion.family, quantity: confusion.name,
        difference: zip(block.coordinates, block.numeric).map { confusion.gradient[$0] - $1 },
        finding: confusion.family == .missingPart && !confusion.name.hasSuffix("too many")
          && !confusion.name.contains(" for ")
          ? "lacks \(confusion.name)" : "is that of a known mistake: \(confusion.name)",
        advice: "compare the formula term by term")
    }
  }
}
