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
  let block: BlockCheck
  /// The coordinates on kinks, ascending, and the gaps between the slopes of their two sides.
  let kinks: [(coordinate: Int, gap: Double)]
  let key: RandomKey

  private static let levels = 2
  private static let randomPatterns = 2

  /// The first direction that contradicts the gradient, nil where none does.
  func contradiction(along line: inout Line) throws -> Derivative? {
    for isConvex in [true, false] {
      let kinks = kinks.filter { ($0.gap >= 0) == isConvex }
      if let found = try contradiction(of: kinks.map(\.coordinate), isConvex, along: &line) {
        return found
      }
    }
    return nil
  }

  private func contradiction(
    of coordinates: [Int], _ isConvex: Bool, along line: inout Line
  ) throws -> Derivative? {
    var found: Derivative?
    for (pattern, direction) in patterns(coordinates) {
      let derivative = try block.derivative(along: direction, line: &line)
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

  private func patterns(_ coordinates: [Int]) -> [(String, [Double])] {
    var patterns: [(String, [Double])] = []
    func add(_ name: String, _ part: ArraySlice<Int>, _ entry: (Int) -> Double) {
      let entries = part.map(entry)
      let length = dot(entries, entries).squareRoot()
      guard entries.count(where: { $0 != 0 }) > 1, length > 0, length.isFinite else { return }
      var direction = [Double](repeating: 0, count: block.gradient.count)
      for (coordinate, entry) in zip(part, entries) { direction[coordinate] = entry / length }
      patterns.append(("\(part.count) coordinates on kinks \(name)", direction))
    }
    for level in 0...TieCheck.levels {
      let size = (coordinates.count + (1 << level) - 1) >> level
      guard size > 1 else { break }
      for start in stride(from: 0, to: coordinates.count, by: size) {
        let part = coordinates[start..<min(start + size, coordinates.count)]
        add("all alike", part) { _ in 1 }
        add("along the gradient", part) { block.gradient[$0] }
      }
    }
    let generator = RandomGenerator(key)
    for _ in 0..<TieCheck.randomPatterns {
      add("in random signs", coordinates[...]) { _ in generator.sign() }
    }
    return patterns
  }
}
