/// The gradient of one variable stands in the place of another's.
struct ExchangeHypothesis: LinearHypothesis {
  func predictions(for block: BlockEvidence, in evidence: Evidence) throws -> [Prediction] {
    evidence.blocks.compactMap { other in
      guard other.position != block.position, other.isComplete, block.isComplete,
        other.coordinates.count == block.coordinates.count
      else { return nil }
      return Prediction(
        family: .layout, quantity: "blocks exchanged",
        difference: zip(other.numeric, block.numeric).map { $0 - $1 },
        finding: "is the gradient of \(other.variable.name)",
        advice: "return \(block.variable.name)'s gradient in its own place")
    }
  }
}
