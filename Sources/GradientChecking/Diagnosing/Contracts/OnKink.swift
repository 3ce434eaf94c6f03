/// The gradient is wrong only on kinks: outside the slopes of both sides, or each coordinate of a tie takes
/// what only one may.
struct OnKink: Contract {
  func diagnosis(of block: BlockEvidence, in evidence: Evidence) -> Diagnosis? {
    let wrong = block.coordinates.indices.filter { block.isWrong[$0] }
    guard !wrong.isEmpty, wrong.allSatisfy({ block.isOnKink[$0] }) else { return nil }
    let name = block.variable.name
    let known = evidence.facts.places.filter { place in
      place.block == name && wrong.allSatisfy { place.coordinates.contains(block.coordinates[$0]) }
    }
    let isAtZero = wrong.allSatisfy { block.values[$0] == 0 }
    let quantity =
      known.min { $0.coordinates.count < $1.coordinates.count }?.name
      ?? (isAtZero ? "x = 0" : "on a kink")
    return Diagnosis(
      [name], .place, quantity, .certain,
      finding:
        "is wrong only on a kink (\(quantity)): it must lie between the slopes of both sides",
      advice: "choose one side's slope there, or share it out among those that tie")
  }
}
