import GSL

// Kinks that coordinates of several blocks share, as those of an elementwise maximum.

extension TieCheck {
  /// The check of all coordinates on kinks of several blocks together; nil where fewer than two
  /// have any, or none of them has a choice there.
  ///
  /// Coordinates of blocks of one shape that belong together lie side by side, so that they are in
  /// the same half.
  init?(across followUps: [FollowUp], key: RandomKey) {
    let kinks = followUps.map(\.kinks)
    guard kinks.count(where: { !$0.isEmpty }) > 1,
      followUps.contains(where: { $0.coordinates.contains { $0.status == .subgradient } })
    else { return nil }
    func place(_ kink: Kink, _ followUp: FollowUp) -> Double {
      Double(kink.coordinate) / Double(followUp.block.gradient.count)
    }
    let placed = zip(followUps, kinks).flatMap { followUp, kinks in
      kinks.map { (kink: $0, place: place($0, followUp)) }
    }
    self.init(
      kinks: placed.sorted { ($0.place, $0.kink.block) < ($1.place, $1.kink.block) }.map(\.kink),
      key: key)
  }

  /// The derivative along coordinates of several blocks, which tells something where no kink shows
  /// along it: there all subgradients are one. Of blocks that are multiplied with each other, kinks
  /// of both signs meet in one coordinate, and no bound between two slopes holds.
  static func derivative(
    along moved: Direction, of map: some DifferentiableMap, _ problem: Problem, noise: NoiseLevel,
    _ configuration: CheckConfiguration, evaluations: inout Int
  ) throws -> Derivative {
    var direction = Point(problem.point.blocks.map { $0.map { _ in 0 } })
    var (analytic, size, squares) = (0.0, 0.0, 0.0)
    for (kink, entry) in moved {
      let value = problem.point[kink.block][kink.coordinate]
      direction.blocks[kink.block][kink.coordinate] = entry
      analytic += entry * kink.slope
      size = max(size, value.magnitude)
      squares += value * value
    }
    var line = problem.line(along: direction, of: map, size: size)
    defer { evaluations += line.evaluations }
    let derivative = try DerivativeCheck(
      of: problem, noise: noise, precision: map.precision, configuration,
      displacementNoise: map.precision.unitRoundoff * problem.gradient.largest
        * squares.squareRoot(), size: problem.gradient.largest
    ).check(analytic, along: &line)
    return derivative.gap == nil ? derivative : derivative.with(.subgradient, "on a kink")
  }
}
