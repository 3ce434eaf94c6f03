import GSL

/// What the first look at a block gives rise to: locating what only a direction sees, moving
/// coordinates on kinks together, and looking through parts of a block where kinks blind the whole.
struct FollowUp: Sendable {
  let block: BlockCheck
  /// The derivatives along the block's coordinates and random directions.
  let coordinates: [Derivative]
  let directions: [Derivative]
  let key: RandomKey

  init(
    block: BlockCheck, coordinates: [Derivative], directions: [Derivative], precision: Precision,
    key: RandomKey
  ) {
    self.block = block
    self.coordinates = coordinates
    var objection: String?
    let known: [Status] = precision == .float ? [.agree, .withinNoise, .inconclusive] : [.agree]
    if coordinates.contains(where: \.isStaircase) {
      // Where one coordinate moves in stairs and others do not, a direction shows neither clearly.
      objection = "some coordinates move in stairs of single precision"
    } else if !block.isSampled, coordinates.contains(where: \.isNarrow) {
      objection = "no step along all coordinates suits each of them: some are far below 1"
    } else if !block.isSampled, coordinates.allSatisfy({ known.contains($0.status) }) {
      // Through numbers of many sizes there may be no step at which the function goes on as it does
      // at the point, and a gradient of which every entry agrees is known. In single precision, one
      // that is seen in the largest value may be far too large for the others.
      objection =
        "no step along all coordinates suits each of them"
        + (precision == .float ? " in single precision" : ": each agrees by itself")
    }
    self.directions = directions.map { direction in
      direction.status.isFailure
        ? objection.map { direction.with(.inconclusive, $0) } ?? direction : direction
    }
    self.key = key
  }

  private static let parts = 8
  /// The parts of a block are worth their price where so many coordinates are.
  private static let samplesForParts = 100

  struct Findings: Sendable {
    var bisection: Bisection.Result?
    /// The derivative along coordinates on kinks that contradicts the gradient.
    var tie: Derivative?
    /// The derivative along a part of the block that disagrees where the whole told nothing.
    var part: Derivative?
    /// The smallest error of a single entry that directions would have shown; nil where they tell
    /// nothing.
    var visibleError: Double?
    /// The number of directions on which that rests.
    var directions = 0
  }

  /// What directions tell without any follow-up.
  ///
  /// - Parameter areSampled: Whether they were to see what is not examined by itself.
  func findings(areSampled: Bool) -> Findings {
    var findings = Findings()
    findings.visibleError = areSampled ? directions.compactMap(block.visibleError).min() : nil
    findings.directions = directions.count
    return findings
  }

  func run(along line: inout Line) throws -> Findings {
    let visible = directions.compactMap(block.visibleError)
    var findings = findings(areSampled: true)
    guard coordinates.allSatisfy({ !$0.status.isFailure }) else { return findings }

    let kinks = kinks
    if kinks.count > 1 {
      findings.tie = try TieCheck(kinks: kinks, key: key).contradiction { moved in
        var direction = [Double](repeating: 0, count: block.gradient.count)
        for (kink, entry) in moved { direction[kink.coordinate] = entry }
        return try block.derivative(along: direction, line: &line)
      }
    }
    guard block.isSampled else { return findings }
    if let number = directions.firstIndex(where: { $0.status == .disagree }) {
      findings.bisection = try Bisection(block: block, direction: block.direction(number))
        .run(along: &line)
    } else if visible.isEmpty, block.coordinates.count >= FollowUp.samplesForParts {
      try lookThroughParts(&findings, along: &line)
    }
    return findings
  }

  /// The coordinates on kinks, ascending.
  var kinks: [TieCheck.Kink] {
    zip(block.coordinates, coordinates).compactMap { coordinate, derivative in
      guard let gap = derivative.gap, [.subgradient, .agree].contains(derivative.status) else {
        return nil
      }
      return TieCheck.Kink(
        block: block.position, coordinate: coordinate, slope: derivative.analytic, gap: gap)
    }
  }

  /// A direction along which the gradient is surely wrong: the worst coordinate, or else a random
  /// direction; nil where none is.
  func failure(_ findings: Findings) -> [Double]? {
    let wrong =
      coordinates.indices.filter { coordinates[$0].status == .disagree }
      .map { (coordinate: block.coordinates[$0], derivative: coordinates[$0]) }
      + (findings.bisection?.entries ?? []).filter { $0.derivative.status == .disagree }
    if let worst = wrong.max(by: { $0.derivative.relativeError < $1.derivative.relativeError }) {
      var direction = [Double](repeating: 0, count: block.gradient.count)
      direction[worst.coordinate] = 1
      return direction
    }
    return directions.firstIndex { $0.status == .disagree }.map(block.direction)
  }

  /// What an investigation gets to know of the block.
  func found(_ findings: Findings, isPassed: Bool) -> Investigation.Found {
    let located = findings.bisection?.entries ?? []
    return Investigation.Found(
      coordinates: block.coordinates + located.map(\.coordinate),
      derivatives: coordinates + located.map(\.derivative), isPassed: isPassed,
      isTied: findings.tie != nil)
  }

  /// The report on the block, once these are its findings.
  func report(_ findings: Findings, precision: Precision) -> BlockReport {
    BlockReport(
      block.variable, coordinates: block.coordinates, derivatives: coordinates,
      directions: directions, findings: findings,
      coverage: block.isSampled
        ? Coverage(
          checked: block.coordinates.count, of: block.gradient.count,
          visibleError: findings.visibleError, largest: block.largest,
          directions: findings.directions) : nil,
      precision: precision)
  }

  /// Looks along a part of the direction at a time: it crosses fewer kinks than the whole.
  private func lookThroughParts(_ findings: inout Findings, along line: inout Line) throws {
    let direction = block.direction(0)
    var visible: [Double] = []
    for number in 0..<FollowUp.parts {
      let (start, end) = (
        direction.count * number / FollowUp.parts, direction.count * (number + 1) / FollowUp.parts
      )
      var part = [Double](repeating: 0, count: direction.count)
      part.replaceSubrange(start..<end, with: direction[start..<end])
      let derivative = try block.derivative(alongRandom: part, line: &line)
      if derivative.status == .disagree {
        findings.bisection = try Bisection(block: block, direction: part).run(along: &line)
        findings.part = derivative
        return
      }
      if let error = block.visibleError(derivative) { visible.append(error) }
    }
    findings.directions += FollowUp.parts
    if visible.count == FollowUp.parts { findings.visibleError = visible.max() }
  }
}
