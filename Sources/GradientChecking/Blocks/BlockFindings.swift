/// What was found in one block. Not inside of the generic ``Check``, where to take it apart would
/// take longer than to find it.
struct BlockFindings {
  private(set) var evaluations = 0
  var coordinates: [Derivative] = []
  var directions: [Derivative] = []
  /// The coordinates along which the derivative or an entry is wrong.
  private(set) var wrong: [Int] = []

  init(count: Int) { coordinates.reserveCapacity(count) }

  mutating func nothingDrowns() {
    for place in coordinates.indices { coordinates[place].drowns = false }
  }

  mutating func add(_ measurement: Measurement, along target: BlockCheck.Target) {
    evaluations += measurement.evaluations
    switch target.kind {
    case .coordinate(let coordinate):
      coordinates.append(measurement.derivative)
      if measurement.isFailure { wrong.append(coordinate) }
    case .direction: directions.append(measurement.derivative)
    }
  }
}

extension [BlockFindings] {
  /// Whether some coordinate is on a kink.
  var areOnKink: Bool {
    contains { $0.coordinates.contains { $0.status == .subgradient || $0.meetsKinks } }
  }

  /// Lets derivatives pass at which several kinks meet, once the gradient has been found right at
  /// another point: each kink may take its own side, so that no bound on the slopes of their
  /// composition holds.
  mutating func settleMeetingKinks() {
    for block in indices where self[block].coordinates.contains(where: \.meetsKinks) {
      self[block].coordinates = self[block].coordinates.map(\.besideKinks)
      self[block].directions = self[block].directions.map(\.besideKinks)
    }
  }
}

extension Derivative {
  fileprivate var besideKinks: Derivative {
    var derivative =
      meetsKinks
      ? with(
        .subgradient, "several kinks meet here, each with a side of its own; right beside them")
      : self
    // Nor does a bound hold where several are moved together.
    derivative.gap = nil
    return derivative
  }
}
