extension PartialReport {
  /// A line that was to be measured.
  struct Line {
    /// The coordinate along which it goes, with the analytic derivative; nil along a direction.
    let coordinate: (number: Int, analytic: Double)?
    /// The number of outputs whose entries were to be looked at; nil where none were.
    let outputs: Int?
    /// By how much the analytic derivative may differ from machine to machine.
    let tolerance: Double
  }

  /// - Parameter groups: What the shard was to measure.
  ///
  /// - Throws: a ``Violation`` where it cannot be this that the shard has measured.
  func validate(_ groups: [[Line]], parts partCount: Int) throws(Violation) {
    try Validation.length("measurements", measurements, groups.count)
    try Validation.each("measurements", Array(zip(measurements, groups))) {
      (group) throws(Violation) in
      try Validation.length("", group.0, group.1.count)
      try Validation.each("", Array(zip(group.0, group.1))) { (pair) throws(Violation) in
        try pair.0.validate(pair.1)
      }
    }
    try Validation.length("parts", parts, partCount)
    try Validation.each("parts", parts) { (part) throws(Violation) in try part.validate() }
  }
}

extension Measurement {
  /// More evaluations no line takes.
  private static var mostEvaluations: Int { 1 << 24 }

  fileprivate func validate(_ line: PartialReport.Line) throws(Violation) {
    try Validation.at("derivative") { () throws(Violation) in
      try derivative.validate()
      guard let analytic = line.coordinate?.analytic else { return }
      try Validation.require(
        "analytic",
        derivative.analytic == analytic
          || (derivative.analytic - analytic).magnitude <= line.tolerance,
        "is \(derivative.analytic), but here the function has \(analytic): the shards, and what "
          + "joins them, have to check the same function on the same data")
    }
    try Validation.count("evaluations", evaluations, of: Measurement.mostEvaluations)
    try Validation.require(
      "columns", (column != nil) == (line.outputs != nil),
      "are \(column == nil ? "missing" : "there"), but entries of the Jacobian were "
        + "\(line.outputs == nil ? "not " : "")asked for")
    guard let column, let outputs = line.outputs else { return }
    try Validation.at("columns[0]") { () throws(Violation) in
      try column.validate(coordinate: line.coordinate?.number ?? 0, outputs: outputs)
    }
  }
}

extension Derivative {
  fileprivate func validate() throws(Violation) {
    try Validation.notNegative("error", error)
    try Validation.notNegative("noise", noise)
    if status == .agree {
      try Validation.finite("analytic", analytic)
      try Validation.finite("numeric", numeric)
    }
  }
}

extension ColumnFindings {
  fileprivate func validate(coordinate: Int, outputs: Int) throws(Violation) {
    try Validation.count("agreeing", agreeing, of: outputs)
    try Validation.count("withinNoise", withinNoise, of: outputs - agreeing)
    var rest = outputs - agreeing - withinNoise
    for (status, count) in others.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      try Validation.require(
        "others", status != .agree && status != .withinNoise, "has \(status.rawValue)")
      try Validation.at("others") { () throws(Violation) in
        try Validation.count(status.rawValue, count, of: rest)
      }
      rest -= count
    }
    try Validation.each("worst", worst) { (entry) throws(Violation) in
      try Validation.require(
        "coordinate", entry.coordinate == coordinate,
        "is \(entry.coordinate), expected \(coordinate)")
      try Validation.position("output", entry.output, in: outputs)
      try Validation.at("derivative") { () throws(Violation) in try entry.derivative.validate() }
      try Validation.require(
        "derivative.status", others[entry.derivative.status] ?? 0 > 0,
        "is \(entry.derivative.status.rawValue), to which no entry came")
    }
    var start = 0
    try Validation.each("wrong", wrong) { (range) throws(Violation) in
      try Validation.require(
        "", range.lowerBound >= start && range.upperBound <= outputs && !range.isEmpty,
        "is \(range.lowerBound) ..< \(range.upperBound), expected outputs within "
          + "\(start) ..< \(outputs)")
      start = range.upperBound
    }
    let failures = others.reduce(0) { $0 + ($1.key.isFailure ? $1.value : 0) }
    try Validation.require(
      "wrong", wrong.reduce(0, { $0 + $1.count }) == failures,
      "has \(wrong.reduce(0) { $0 + $1.count }) outputs, but \(failures) entries are wrong")
    try Validation.notNegative("magnitude", magnitude)
  }
}
