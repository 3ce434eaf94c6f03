/// The check of one variable, as reported.
public struct BlockReport: Sendable, Codable, Equatable {
  public let name: String
  public let shape: [Int]
  public let role: Variable.Role
  /// The number of values in the block.
  public let size: Int
  /// The number of coordinates that were checked.
  public let checked: Int
  /// How many of them came to each status; a status that none came to is left out.
  public let counts: [String: Int]
  /// The worst relative error of the first difference, at the configured step: what a check without
  /// refinement would have reported. Nil where every coordinate lies below the noise.
  public let plainRelativeError: Double?
  /// The worst relative error after refinement, of the coordinates whose derivative stands out of
  /// the noise. Nil where none does.
  public let worstRelativeError: Double?
  /// The band of ``worstRelativeError``.
  public let band: Band?
  /// The coordinates worth a look, worst first: all that disagree, jump or are inconclusive before
  /// those on a kink, before the largest relative errors; at most five.
  public let worst: [CoordinateReport]
  /// The derivative along a random direction, which sees every coordinate at once; the worst of
  /// several. Where coordinates on kinks contradict each other, that along the direction which
  /// shows it.
  public let direction: CoordinateReport
  /// Where the block is wrong; nil where it is not, or has one value only.
  public let errors: ErrorMap?
  /// How the errors are spread; nil in documents that do not tell.
  public let spread: ErrorSpread?
  /// What could have been missed; nil where every coordinate was checked.
  public let coverage: Coverage?
  /// What stands out about the block as a whole; of a wrong one whose mistake has no name also what narrows
  /// the search.
  public internal(set) var notes: [String]
  /// The entries ∂output/∂value; nil where they were not asked for.
  public private(set) var jacobian: JacobianReport?
  public private(set) var isPassed: Bool

  /// The number of coordinates that came to `status`.
  public func count(of status: Status) -> Int { counts[status.rawValue] ?? 0 }
}

extension BlockReport {
  private static let listed = 5

  init(
    _ variable: Variable, coordinates sample: [Int], derivatives: [Derivative],
    directions random: [Derivative], findings: FollowUp.Findings = FollowUp.Findings(),
    coverage: Coverage? = nil, precision: Precision
  ) {
    let located = findings.bisection?.entries ?? []
    let coordinates = sample + located.map(\.coordinate)
    let derivatives = located.isEmpty ? derivatives : derivatives + located.map(\.derivative)
    name = variable.name
    shape = variable.shape
    role = variable.role
    size = variable.values.count
    checked = coordinates.count

    var (agreeing, others): (Int, [Status: Int]) = (0, [:])
    var isIndependent = true
    var (refined, plain): (Double?, Double?)
    for derivative in derivatives {
      // Nearly all agree, and to look up a status takes as long as everything else here.
      if case .agree = derivative.status {
        agreeing += 1
      } else {
        others[derivative.status, default: 0] += 1
      }
      // Zero compared with zero is no evidence that the gradient is right.
      guard derivative.status != .withinNoise || derivative.isResolved else { continue }
      if derivative.analytic != 0 || derivative.numeric != 0 { isIndependent = false }
      let first = GradientChecking.relativeError(derivative.analytic, derivative.plain)
      if first.isFinite { plain = max(plain ?? 0, first) }
      switch derivative.status {
      case .agree, .disagree, .jump:
        let error = derivative.relativeError
        if error.isFinite { refined = max(refined ?? 0, error) }
      case .withinNoise, .oneSided, .subgradient, .inconclusive: break
      }
    }
    others[.agree] = agreeing > 0 ? agreeing : nil
    counts = Dictionary(uniqueKeysWithValues: others.map { ($0.key.rawValue, $0.value) })
    worstRelativeError = isIndependent ? nil : refined
    band = worstRelativeError.map(Band.init(relativeError:))
    plainRelativeError = isIndependent ? nil : plain

    worst = BlockReport.worst(of: derivatives).map { place in
      CoordinateReport(index: variable.index(ofOffset: coordinates[place]), derivatives[place])
    }
    let directions =
      [findings.tie, findings.part].compactMap { $0 }
      + [Status.jump, .disagree, .inconclusive, .subgradient, .oneSided, .withinNoise, .agree]
      .flatMap { status in random.filter { $0.status == status } }
    direction = CoordinateReport(index: [], directions[0])
    self.coverage = coverage
    errors = ErrorMap(variable, coordinates, derivatives)
    spread = ErrorSpread(derivatives, showsPairs: derivatives.contains { $0.status.isFailure })

    let isZero = derivatives.allSatisfy { $0.analytic == 0 }
    let disagreeing = derivatives.count { $0.status.isFailure }
    var notes: [String] = []
    if isZero, disagreeing > 0 {
      notes.append("the analytic gradient is zero everywhere, the numeric one is not")
    }
    if isIndependent, checked > 0 {
      let noise = derivatives.map(\.error).max() ?? 0
      notes.append("no dependence on it above the noise of the difference, \(short(noise))")
    }
    if !located.isEmpty {
      notes.append("found by halving a random direction, which disagreed; not among the samples")
    }
    if let range = findings.bisection?.narrowed {
      notes.append(
        "a random direction disagrees because of \(variable.indices(range)), not sampled")
    } else if directions[0].status == .disagree, disagreeing == 0, findings.tie == nil {
      notes.append("coordinates that were not sampled are wrong: a random direction disagrees")
    }
    if findings.tie != nil {
      notes.append("on a kink: each coordinate alone is a subgradient, together they are none")
    }
    if derivatives.contains(where: \.isStaircase) || random.contains(where: \.isStaircase) {
      notes.append(
        "the function's values move in stairs: single precision somewhere inside, or an iteration that stops "
          + "early")
    }
    // A few open coordinates are to be expected, but not ones whose values are far apart.
    let open = derivatives.filter { $0.status == .inconclusive }
    let limit = CheckConfiguration.inconclusiveLimit
    let isInconclusive =
      Double(open.count) > limit * Double(checked)
      || open.contains { Band(relativeError: $0.relativeError) == .wrong }
    if isInconclusive {
      notes.append(
        "\(open.count) of \(checked) coordinates are inconclusive"
          + (precision == .double ? "" : ": use double precision"))
    }
    // Zeros agree with whatever drowns, unless it is known to move; of the others nothing is known.
    let moving = derivatives.filter { $0.analytic != 0 || $0.drowns }
    let drowns =
      precision == .double && !moving.isEmpty && moving.allSatisfy(\.drowns)
      && !random.contains { $0.status == .agree }
    if drowns {
      notes.append(
        "every derivative drowns in the noise of the difference, "
          + "\(short(moving.map(\.error).max() ?? 0)): nothing is known of them; what helps: larger steps, a "
          + "difference of outputs before they are summed")
    }
    self.notes = notes
    // Single precision is bound to leave much open; that is no fault of the gradient.
    isPassed =
      disagreeing == 0 && !directions.contains { $0.status.isFailure } && findings.tie == nil
      && !(isInconclusive && precision == .double) && !drowns
  }

  /// The same with a check of the Jacobian, which decides too.
  func with(_ jacobian: JacobianReport?) -> BlockReport {
    guard let jacobian else { return self }
    var report = self
    report.jacobian = jacobian
    report.isPassed = isPassed && jacobian.isPassed
    return report
  }

  /// The places of those to list, worst first; of equally bad ones the first. To sort all takes
  /// longer than to check them.
  private static func worst(of derivatives: [Derivative]) -> [Int] {
    func isWorse(_ a: Int, _ b: Int) -> Bool {
      let (first, second) = (derivatives[a].status.severity, derivatives[b].status.severity)
      guard first == second else { return first > second }
      return isBetter(derivatives[b].relativeError, derivatives[a].relativeError)
    }
    var worst: [Int] = []
    for place in derivatives.indices where derivatives[place].status != .withinNoise {
      if worst.count == listed, !isWorse(place, worst[listed - 1]) { continue }
      let rank = worst.firstIndex { isWorse(place, $0) } ?? worst.count
      worst.insert(place, at: rank)
      if worst.count > listed { worst.removeLast() }
    }
    return worst
  }

  /// Order of severity, with what is not a number at the end.
  private static func isBetter(_ a: Double, _ b: Double) -> Bool { a < b || (b.isNaN && !a.isNaN) }
}

extension Status {
  /// How much a derivative that came to this is worth a look.
  var severity: Int {
    switch self {
    case .disagree, .jump: 3
    case .inconclusive: 2
    case .subgradient: 1
    case .agree, .withinNoise, .oneSided: 0
    }
  }
}
