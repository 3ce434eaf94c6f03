/// What was found along one line.
struct Measurement: Sendable, Codable {
  let derivative: Derivative
  /// What the entries of the Jacobian came to, along a coordinate and where they are checked.
  var column: ColumnFindings? { columns.first }
  /// One or none. Elsewhere in memory: findings would take as much of it as the rest, and most
  /// measurements have none.
  private var columns: [ColumnFindings] = []
  /// How many evaluations it took.
  let evaluations: Int

  init(_ derivative: Derivative, column: ColumnFindings?, evaluations: Int) {
    self.derivative = derivative
    self.evaluations = evaluations
    columns = column.map { [$0] } ?? []
  }

  /// The same with what more of the column came to, by so many evaluations more.
  func adding(_ findings: ColumnFindings?, evaluations more: Int) -> Measurement {
    var column = column
    if let findings { column?.merge(findings) }
    return Measurement(derivative, column: column, evaluations: evaluations + more)
  }

  /// Whether the derivative or an entry is wrong.
  var isFailure: Bool { derivative.status.isFailure || column?.wrong.isEmpty == false }
}
