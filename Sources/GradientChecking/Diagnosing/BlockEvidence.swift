/// What is known of the gradient of one variable, at some or all of its coordinates.
struct BlockEvidence: Sendable {
  let position: Int
  let variable: Variable
  /// The known coordinates, ascending.
  let coordinates: [Int]
  let analytic: [Double]
  let numeric: [Double]
  /// A bound on each numeric value's error.
  let error: [Double]
  /// Analytic less numeric; 0 where the two agree.
  let defect: [Double]
  /// Whether the gradient is surely wrong there.
  let isWrong: [Bool]
  /// Whether the slopes of the two sides differ there.
  let isOnKink: [Bool]
  /// The coordinates at which the function jumps.
  let jumps: [Int]
  /// ∂output/∂value: a column for each known coordinate; empty where nobody needs it.
  var jacobian: [[Double]] = []

  /// Whether every coordinate is known.
  var isComplete: Bool { coordinates.count == variable.values.count }

  /// The values of the variable at the known coordinates.
  var values: [Double] { coordinates.map { variable.values[$0] } }

  /// The numeric gradient of ⟨cotangent, output⟩ by the Jacobian.
  func gradient(_ cotangent: [Double]) -> [Double] {
    jacobian.map { column in
      var sum = 0.0
      for (j, u) in cotangent.enumerated() where u != 0 { sum += u * column[j] }
      return sum
    }
  }

  /// The index along each axis of every known coordinate.
  var indices: [[Int]] { coordinates.map(variable.index(ofOffset:)) }

  /// The evidence at some of the known coordinates only, given by their positions.
  func restricted(to positions: [Int]) -> BlockEvidence {
    BlockEvidence(
      position: position, variable: variable, coordinates: positions.map { coordinates[$0] },
      analytic: positions.map { analytic[$0] }, numeric: positions.map { numeric[$0] },
      error: positions.map { error[$0] }, defect: positions.map { defect[$0] },
      isWrong: positions.map { isWrong[$0] }, isOnKink: positions.map { isOnKink[$0] },
      jumps: jumps,
      jacobian: jacobian.isEmpty ? [] : positions.map { jacobian[$0] })
  }
}
