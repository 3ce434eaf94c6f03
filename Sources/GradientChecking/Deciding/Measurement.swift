/// What was found along one line.
struct Measurement: Sendable {
  let derivative: Derivative
  /// What the entries of the Jacobian came to, along a coordinate and where they are checked.
  let column: ColumnFindings?
  /// How many evaluations it took.
  var evaluations = 0

  init(_ derivative: Derivative, column: ColumnFindings?) {
    self.derivative = derivative
    self.column = column
  }

  /// Whether the derivative or an entry is wrong.
  var isFailure: Bool { derivative.status.isFailure || column?.wrong.isEmpty == false }
}
