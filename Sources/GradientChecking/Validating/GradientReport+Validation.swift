// What every report keeps to that was made by a check, whatever was checked.

extension GradientReport {
  /// More evaluations no check takes.
  static let mostEvaluations = 1 << 40

  /// - Throws: a ``Violation`` where no check would have reported this.
  package func validate() throws(Violation) {
    try Validation.at("configuration") { () throws(Violation) in try configuration.validate() }
    try Validation.notNegative("noise", noise)
    try Validation.each("blocks", blocks) { (block) throws(Violation) in try block.validate() }
    try Validation.each("parts", parts) { (part) throws(Violation) in try part.validate() }
    try Validation.each("diagnoses", diagnoses) { (diagnosis) throws(Violation) in
      try diagnosis.validate()
    }
    try Validation.count("evaluations", evaluations, of: GradientReport.mostEvaluations)
    try Validation.at("unexamined") { () throws(Violation) in try unexamined?.validate() }
    try Validation.require(
      "isPassed", isPassed == (isUnrefuted && isComplete),
      "is \(isPassed), which is not what the rest of the report comes to")
  }
}

extension CheckConfiguration {
  fileprivate func validate() throws(Violation) {
    do { try requireRanges() } catch { throw Violation("", "says that \(error)") }
  }
}

extension Unexamined {
  fileprivate func validate() throws(Violation) {
    try Validation.count("planned", planned, of: GradientReport.mostEvaluations)
    try Validation.count("examined", examined, of: planned)
    try Validation.count("parts", parts, of: GradientReport.mostEvaluations)
  }
}

extension Diagnosis {
  fileprivate func validate() throws(Violation) {
    try Validation.finite("factor", factor ?? 0)
    try Validation.finite("share", share)
    try Validation.finite("unexplained", unexplained)
  }
}

extension BlockReport {
  fileprivate func validate() throws(Violation) {
    let size = try Validation.size("shape", shape)
    try Validation.require("size", self.size == size, "is \(self.size), but the shape is \(shape)")
    try Validation.count("checked", checked, of: size)
    try BlockReport.validate(counts, of: checked, isComplete: true)
    try Validation.error("plainRelativeError", plainRelativeError)
    try Validation.error("worstRelativeError", worstRelativeError)
    try Validation.each("worst", worst) { (coordinate) throws(Violation) in
      try coordinate.validate()
      try Validation.index("index", coordinate.index, in: shape)
    }
    try Validation.at("direction") { () throws(Violation) in
      try direction.validate()
      try Validation.index("index", direction.index, in: [])
    }
    try Validation.at("errors") { () throws(Violation) in try errors?.validate(shape) }
    try Validation.at("spread") { () throws(Violation) in try spread?.validate(checked) }
    try Validation.at("coverage") { () throws(Violation) in try coverage?.validate() }
    try Validation.at("jacobian") { () throws(Violation) in
      try jacobian?.validate(shape, size)
      try Validation.require(
        "isPassed", !isPassed || jacobian?.isPassed != false, "is false, but the block's is true")
    }
    try Validation.require(
      "isPassed", !isPassed || Status.allCases.allSatisfy { !$0.isFailure || count(of: $0) == 0 },
      "is true, but some coordinates are wrong")
  }

  /// Counts by status of so many, or no more than so many.
  fileprivate static func validate(
    _ counts: [String: Int], of total: Int, isComplete: Bool
  ) throws(Violation) {
    var rest = total
    for (status, count) in counts.sorted(by: { $0.key < $1.key }) {
      try Validation.require(
        "counts", Status(rawValue: status) != nil, "has \(status), which is no status")
      try Validation.at("counts") { () throws(Violation) in
        try Validation.count(status, count, of: rest)
      }
      rest -= count
    }
    try Validation.require(
      "counts", rest == 0 || !isComplete, "come to \(total - rest), expected \(total)")
  }
}

extension CoordinateReport {
  fileprivate func validate() throws(Violation) {
    try Validation.notNegative("error", error)
    try Validation.notNegative("relativeError", relativeError)
  }
}

extension Coverage {
  fileprivate func validate() throws(Violation) {
    try Validation.require(
      "escapeProbability", (0...1).contains(escapeProbability),
      "is \(escapeProbability), expected 0 … 1")
    try Validation.error("visibleError", visibleError)
    try Validation.count("directions", directions, of: GradientReport.mostEvaluations)
  }
}

extension ErrorSpread {
  fileprivate func validate(_ checked: Int) throws(Violation) {
    for (decade, count) in decades.sorted(by: { $0.key < $1.key }) {
      try Validation.require(
        "decades",
        Int(decade).map { (ErrorSpread.least...ErrorSpread.most).contains($0) } ?? false,
        "has \(decade), expected \(ErrorSpread.least) … \(ErrorSpread.most)")
      try Validation.count("decades", count, of: checked)
    }
    try Validation.length("numeric", numeric, analytic.count)
    for value in analytic + numeric { try Validation.finite("analytic", value) }
  }
}

extension ErrorMap {
  fileprivate func validate(_ shape: [Int]) throws(Violation) {
    try Validation.require(
      "axes", (1...2).contains(axes.count), "are \(axes), expected one or two")
    try Validation.each("axes", axes) { (axis) throws(Violation) in
      try Validation.position("", axis, in: shape.count)
    }
    let extents = axes.map { shape[$0] }
    try Validation.each("rows", rows) { (row) throws(Violation) in
      try Validation.position("", row, in: axes.count > 1 ? extents[0] : 1)
    }
    try Validation.each("columns", columns) { (column) throws(Violation) in
      try Validation.position("", column, in: extents[extents.count - 1])
    }
    try Validation.length("cells", cells, rows.count)
    try Validation.each("cells", cells) { (row) throws(Violation) in
      try Validation.length("", row, columns.count)
      try Validation.each("", row) { (cell) throws(Violation) in
        try Validation.error("", cell)
      }
    }
  }
}

extension JacobianReport {
  fileprivate func validate(_ shape: [Int], _ size: Int) throws(Violation) {
    let outputs = try Validation.size("outputShape", outputShape)
    let (most, overflows) = outputs.multipliedReportingOverflow(by: size)
    try Validation.require(
      "outputShape", !overflows, "is \(outputShape), expected fewer outputs")
    try Validation.count("entries", entries, of: most)
    try Validation.count("nonzero", nonzero, of: entries)
    try BlockReport.validate(counts, of: nonzero, isComplete: true)
    try Validation.each("worst", worst) { (entry) throws(Violation) in
      try Validation.notNegative("error", entry.error)
      try Validation.notNegative("relativeError", entry.relativeError)
      try Validation.index("index", entry.index, in: shape)
      try Validation.index("output", entry.output, in: outputShape)
    }
    try Validation.require(
      "isPassed", !isPassed || wrong == 0, "is true, but some entries are wrong")
  }
}
