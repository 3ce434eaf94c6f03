import GSL

/// Checks that what each coordinate on a kink may choose is a subgradient together.
///
/// Where f is convex near the point, g is a subgradient if and only if ⟨g, v⟩ lies between the
/// slopes of f from both sides along *every* v (Rockafellar, "Convex Analysis", 1970, §23); single
/// coordinates show no more than their own bounds. Four equal winners of a maximum, each with the
/// whole gradient, look right one by one, but moved together they move the maximum by a quarter of
/// the sum. So coordinates on kinks are moved together: all alike, along the gradient, which is the
/// direction in which a too long one exceeds a norm, and in random signs; all of them, their halves
/// and quarters.
///
/// For concave functions likewise. Where kinks of both signs meet no such bound holds, so those of
/// one sign are moved by themselves, and where a direction shows a kink of the other sign all the
/// same, nothing is concluded.
struct TieCheck {
  /// A coordinate on a kink.
  struct Kink {
    /// The position of its block.
    let block: Int
    let coordinate: Int
    /// The analytic derivative.
    let slope: Double
    /// By how much the slope on the right is larger than that on the left.
    let gap: Double
  }

  /// Some of the coordinates, and how far each is moved: a vector of length 1.
  typealias Direction = [(kink: Kink, entry: Double)]

  let kinks: [Kink]
  let key: RandomKey

  private static let levels = 2
  private static let randomPatterns = 2

  /// The first direction that contradicts the gradient, nil where none does.
  func contradiction(_ derivative: (Direction) throws -> Derivative) throws -> Derivative? {
    for isConvex in [true, false] {
      let kinks = kinks.filter { ($0.gap >= 0) == isConvex }
      if let found = try contradiction(of: kinks, isConvex, derivative) { return found }
    }
    return nil
  }

  private func contradiction(
    of kinks: [Kink], _ isConvex: Bool, _ derivative: (Direction) throws -> Derivative
  ) throws -> Derivative? {
    var found: Derivative?
    for (pattern, direction) in patterns(kinks) {
      let derivative = try derivative(direction)
      if let gap = derivative.gap, (gap >= 0) != isConvex { return nil }
      if found == nil, isContradiction(derivative) {
        let place = "moving \(pattern)"
        found = derivative.with(
          derivative.status, derivative.explanation.map { "\(place): \($0)" } ?? place)
      }
    }
    return found
  }

  /// A failure, or what could be right only if kinks of both kinds met where all are of one.
  private func isContradiction(_ derivative: Derivative) -> Bool {
    guard derivative.status == .inconclusive, derivative.gap != nil else {
      return derivative.status.isFailure
    }
    return Band(relativeError: derivative.relativeError) == .wrong
  }

  private func patterns(_ kinks: [Kink]) -> [(String, Direction)] {
    var patterns: [(String, Direction)] = []
    func add(_ name: String, _ part: ArraySlice<Kink>, _ entry: (Kink) -> Double) {
      let entries = part.map(entry)
      let length = dot(entries, entries).squareRoot()
      guard entries.count(where: { $0 != 0 }) > 1, length > 0, length.isFinite else { return }
      patterns.append(
        (
          "\(part.count) coordinates on kinks \(name)",
          zip(part, entries).map { ($0, $1 / length) }
        ))
    }
    for level in 0...TieCheck.levels {
      let size = (kinks.count + (1 << level) - 1) >> level
      guard size > 1 else { break }
      for start in stride(from: 0, to: kinks.count, by: size) {
        let part = kinks[start..<min(start + size, kinks.count)]
        add("all alike", part) { _ in 1 }
        add("along the gradient", part) { $0.slope }
      }
    }
    let generator = RandomGenerator(key)
    for _ in 0..<TieCheck.randomPatterns {
      add("in random signs", kinks[...]) { _ in generator.sign() }
    }
    return patterns
  }
}
