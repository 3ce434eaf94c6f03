/// What a check of a sampled block could have missed.
public struct Coverage: Sendable, Codable, Equatable {
  /// The probability that a defect in 1 % of the block, at random places, touches no coordinate that
  /// was checked.
  public let escapeProbability: Double
  /// The smallest error of a single entry, wherever it is, that the random directions would have shown,
  /// relative to the largest entry; nil where kinks or noise made the directions useless.
  public let visibleError: Double?
  /// The number of random directions on which that rests.
  public let directions: Int

  init(checked: Int, of size: Int, visibleError: Double?, largest: Double, directions: Int) {
    // (N − K choose n) / (N choose n): no checked coordinate among the K wrong ones.
    let wrong = (size + 99) / 100
    escapeProbability = (0..<wrong).reduce(1.0) { probability, place in
      probability * Double(max(0, size - checked - place)) / Double(size - place)
    }
    self.visibleError = largest > 0 ? visibleError.map { $0 / largest } : nil
    self.directions = directions
  }
}
