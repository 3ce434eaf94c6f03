/// The check of every entry ∂output/∂value of the Jacobian of one block, as reported.
public struct JacobianReport: Sendable, Codable, Equatable {
  /// The extents of the output; their product is the number of rows.
  public let outputShape: [Int]
  /// The number of entries that were examined: outputs times values, unless a limit came before.
  public let entries: Int
  /// The number of entries that are not zero, by the pullback or by differences.
  public let nonzero: Int
  /// How many of these came to each status; a status that none came to is left out.
  public let counts: [String: Int]
  /// The entries worth a look, worst first: at most five of those that are wrong, inconclusive or on a
  /// kink.
  public let worst: [EntryReport]
  /// In which outputs all wrong entries lie, as an index with a colon for every index of an axis:
  /// "output[:, 3, :, :]". Nil where none is wrong or they lie in too many.
  public let wrongOutputs: String?
  /// With respect to which values of the block all wrong entries are, in the same way: "weight[0 or 2, :]".
  public let wrongValues: String?
  /// How the places of wrong entries belong together, where output and block have one shape: "on the
  /// diagonal" or "off the diagonal".
  public let pattern: String?
  public let isPassed: Bool

  /// The number of entries that came to `status`.
  public func count(of status: Status) -> Int { counts[status.rawValue] ?? 0 }

  /// The number of entries that are wrong.
  public var wrong: Int { Status.allCases.filter(\.isFailure).reduce(0) { $0 + count(of: $1) } }
}

extension JacobianReport {
  /// - Parameters:
  ///   - found: What each value's column came to, in the order of the values; nil for one that was not examined.
  init(
    _ variable: Variable, outputShape: [Int], columns found: [ColumnFindings?], precision: Precision
  ) {
    let outputs = Grid(outputShape)
    self.outputShape = outputShape
    entries = outputs.count * found.count { $0 != nil }
    let columns = found.map { $0 ?? ColumnFindings() }

    var counts: [Status: Int] = [:]
    for column in columns {
      counts[.agree, default: 0] += column.agreeing
      counts[.withinNoise, default: 0] += column.withinNoise
      counts.merge(column.others, uniquingKeysWith: +)
    }
    self.counts = Dictionary(
      uniqueKeysWithValues: counts.filter { $0.value > 0 }.map { ($0.key.rawValue, $0.value) })
    nonzero = counts.values.reduce(0, +)

    worst = ColumnFindings.worst(of: columns.flatMap(\.worst)).map { entry in
      EntryReport(
        output: outputs.index(entry.output), index: variable.index(ofOffset: entry.coordinate),
        entry.derivative)
    }

    var isWrong = [Bool](repeating: false, count: outputs.count)
    for output in columns.lazy.flatMap(\.wrong).joined() { isWrong[output] = true }
    wrongOutputs = JacobianReport.places(
      isWrong.indices.filter { isWrong[$0] }, in: outputs, of: "output")
    wrongValues = JacobianReport.places(
      columns.indices.filter { !columns[$0].wrong.isEmpty }, in: Grid(variable.shape),
      of: variable.name)
    pattern = variable.shape == outputShape ? JacobianReport.pattern(columns) : nil

    // As for coordinates: a few open ones are to be expected, but not ones whose values are far apart.
    let open = counts[.inconclusive] ?? 0
    let isInconclusive =
      Double(open) > CheckConfiguration.inconclusiveLimit * Double(nonzero)
      || columns.contains(where: \.isFarOff)
    isPassed =
      counts.allSatisfy { !$0.key.isFailure || $0.value == 0 }
      && !(isInconclusive && precision == .double)
  }

  /// The slice in which all of these places lie; nil where that is everything.
  private static func places(_ offsets: [Int], in grid: Grid, of name: String) -> String? {
    guard !offsets.isEmpty else { return nil }
    let indices = grid.shape.indices.map { axis -> String in
      let indices = Set(offsets.map { grid.index($0, along: axis) }).sorted()
      let isFew = indices.count <= 4 && (2 * indices.count <= grid.shape[axis])
      return isFew ? indices.map(String.init).joined(separator: " or ") : ":"
    }
    guard indices.contains(where: { $0 != ":" }) else { return nil }
    return "\(name)[\(indices.joined(separator: ", "))]"
  }

  /// Whether the wrong entries are those of each output with respect to the value in its own place, or all
  /// others.
  private static func pattern(_ columns: [ColumnFindings]) -> String? {
    let wrong = columns.reduce(0) { $0 + $1.wrong.reduce(0) { $0 + $1.count } }
    let onDiagonal = columns.enumerated().count { coordinate, column in
      column.wrong.contains { $0.contains(coordinate) }
    }
    guard wrong > 1 else { return nil }
    return onDiagonal == wrong ? "on the diagonal" : onDiagonal == 0 ? "off the diagonal" : nil
  }
}
