/// What was found along one line.
struct Measurement: Sendable, Codable {
  let derivative: Derivative
  /// What the entries of the Jacobian came to, along a coordinate and where they are checked.
  var column: ColumnFindings?
  /// How many evaluations it took.
  var evaluations = 0

  init(_ derivative: Derivative, column: ColumnFindings?) {
    self.derivative = derivative
    self.column = column
  }

  // Of a check that is spread over machines, which does not look at entries.
  private enum CodingKeys: String, CodingKey {
    case derivative
    case evaluations
  }

  /// Whether the derivative or an entry is wrong.
  var isFailure: Bool { derivative.status.isFailure || column?.wrong.isEmpty == false }
}
