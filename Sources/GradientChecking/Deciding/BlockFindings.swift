/// What was found in one block. Not inside of the generic ``Check``, where to take it apart would take longer
/// than to find it.
struct BlockFindings {
  private(set) var evaluations = 0
  var coordinates: [Derivative] = []
  var directions: [Derivative] = []
  /// The coordinates along which the derivative or an entry is wrong.
  private(set) var wrong: [Int] = []

  init(count: Int) { coordinates.reserveCapacity(count) }

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
