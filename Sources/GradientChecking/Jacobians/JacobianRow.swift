/// The entries of a row of a Jacobian that are not zero: the derivatives of one output.
///
/// The values of all variables, one variable after the other, are the columns.
public struct JacobianRow: Sendable {
  /// The column of each variable's first value, and last the number of columns.
  let starts: [Int]
  private(set) var columns: [Int32] = []
  private(set) var entries: [Double] = []

  init(of variables: [Variable]) {
    var starts = [0]
    for variable in variables { starts.append(starts[starts.count - 1] + variable.values.count) }
    precondition(starts[starts.count - 1] <= Int(Int32.max), "columns are numbered in 32 bits")
    self.starts = starts
  }

  /// Appends the derivatives with respect to consecutive values of the variable at `position`.
  ///
  /// A value whose derivative is appended more than once has the sum of all.
  public mutating func append(
    _ derivatives: UnsafeBufferPointer<Double>, variable position: Int, from first: Int
  ) {
    let start = starts[position] + first
    precondition(
      first >= 0 && start + derivatives.count <= starts[position + 1],
      "a variable has no more derivatives than values")
    if derivatives.allSatisfy({ $0 != 0 }) {
      let run =
        Int32(truncatingIfNeeded: start)..<Int32(truncatingIfNeeded: start + derivatives.count)
      columns.append(contentsOf: run)
      entries.append(contentsOf: derivatives)
      return
    }
    for (place, derivative) in derivatives.enumerated() where derivative != 0 {
      columns.append(Int32(truncatingIfNeeded: start + place))
      entries.append(derivative)
    }
  }

  /// Appends the derivatives with respect to all values of all variables.
  public mutating func append(_ gradient: Point) {
    for (position, block) in gradient.blocks.enumerated() {
      precondition(
        block.count == starts[position + 1] - starts[position],
        "a pullback has a derivative for each value, whatever the cotangent")
      block.withUnsafeBufferPointer { append($0, variable: position, from: 0) }
    }
  }
}
