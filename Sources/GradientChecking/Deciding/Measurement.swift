/// What was found along one line.
struct Measurement: Sendable, Codable {
  let derivative: Derivative
  /// What the entries of the Jacobian came to, along a coordinate and where they are checked.
  var column: ColumnFindings? { columns.first }
  /// One or none. Elsewhere in memory: findings would take as much of it as the rest, and most measurements
  /// have none.
  private var columns: [ColumnFindings] = []
  /// How many evaluations it took.
  let evaluations: Int

  init(_ derivative: Derivative, column: ColumnFindings?, evaluations: Int) {
    self.derivative = derivative
    self.evaluations = evaluations
    columns = column.map { [$0] } ?? []
  }

  // Of a check that is spread over machines, which does not look at entries.
  private enum CodingKeys: String, CodingKey {
    case derivative
    case evaluations
  }

  /// Whether the derivative or an entry is wrong.
  var isFailure: Bool { derivative.status.isFailure || column?.wrong.isEmpty == false }
}
