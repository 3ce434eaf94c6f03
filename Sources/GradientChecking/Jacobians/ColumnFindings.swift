/// What the check of a column of the Jacobian came to, or of a part of it.
struct ColumnFindings: Sendable, Codable {
  /// An entry with its check.
  struct Entry: Sendable, Codable {
    /// The coordinate, within its variable.
    let coordinate: Int
    let output: Int
    let derivative: Derivative
  }

  /// The entries that agree without being zero on both sides.
  private(set) var agreeing = 0
  private(set) var withinNoise = 0
  /// The entries that came to anything else.
  private(set) var others: [Status: Int] = [:]
  /// The worst of these.
  private(set) var worst: [Entry] = []
  /// The outputs whose entry is wrong, in ascending ranges.
  private(set) var wrong: [Range<Int>] = []
  /// Σ u·a, and Σ |u·a|, over the analytic entries a: what the pullback of u has to give.
  var contraction = 0.0
  var magnitude = 0.0
  /// Whether an entry that is left open is far off.
  private(set) var isFarOff = false

  mutating func count(agreeing: Int, withinNoise: Int) {
    self.agreeing += agreeing
    self.withinNoise += withinNoise
  }

  /// Takes in entries in ascending order of their outputs.
  mutating func add(_ entries: [Entry]) {
    for entry in entries {
      switch entry.derivative.status {
      case .agree: agreeing += 1
      case .withinNoise: withinNoise += 1
      case let status:
        others[status, default: 0] += 1
        if status == .inconclusive, Band(relativeError: entry.derivative.relativeError) == .wrong {
          isFarOff = true
        }
        guard status.isFailure else { continue }
        if let last = wrong.last, last.upperBound == entry.output {
          wrong[wrong.count - 1] = last.lowerBound..<entry.output + 1
        } else {
          wrong.append(entry.output..<entry.output + 1)
        }
      }
    }
    worst = ColumnFindings.worst(of: worst + entries.filter { $0.derivative.status.severity > 0 })
  }

  /// Takes in what the rest of the column, further down, came to.
  mutating func merge(_ other: ColumnFindings) {
    agreeing += other.agreeing
    withinNoise += other.withinNoise
    others.merge(other.others, uniquingKeysWith: +)
    wrong += other.wrong
    contraction += other.contraction
    magnitude += other.magnitude
    isFarOff = isFarOff || other.isFarOff
    worst = ColumnFindings.worst(of: worst + other.worst)
  }

  /// The five worst of these: by severity, then by how far they are off. Many entries are 0 and wrong by
  /// all there is of them, so that a relative error tells little.
  static func worst(of entries: [Entry]) -> [Entry] {
    func distance(_ entry: Entry) -> Double {
      let distance = (entry.derivative.analytic - entry.derivative.numeric).magnitude
      return distance.isNaN ? .infinity : distance
    }
    let ranked = entries.enumerated().sorted { a, b in
      let severity = (a.element.derivative.status.severity, b.element.derivative.status.severity)
      let distance = (distance(a.element), distance(b.element))
      return severity.0 != severity.1
        ? severity.0 > severity.1
        : distance.0 != distance.1 ? distance.0 > distance.1 : a.offset < b.offset
    }
    return ranked.prefix(5).map(\.element)
  }
}
