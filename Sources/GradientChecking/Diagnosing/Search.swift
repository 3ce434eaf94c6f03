/// The search for the best explanation of what is wrong with one block.
struct Search {
  let block: BlockEvidence
  let evidence: Evidence
  /// How much is asked.
  var extent = Extent.whole
  /// What else was free to choose, in bits.
  var price = 0.0

  enum Extent {
    case whole
    /// Of a part of a block, which is not parted again.
    case part
    /// The numbers that are known, and no evaluation.
    case numbers
  }

  typealias Explanation = (diagnosis: Diagnosis, cost: Double)

  /// What is asked of the function itself, before numbers are compared; the first that answers is taken.
  private static let contracts: [any Contract] = [
    NoGradient(), NotFinite(), LeftOver(), FirstCall(), FewDigits(), Zero(), OnKink(),
  ]

  /// What is no more far-fetched than this needs no rival: a sign, a factor that has a name.
  private static let simple = 3.0
  /// What is no more far-fetched than this is not worth an expensive search for a rival.
  static let plausible = 8.0

  /// The best explanation, and how far-fetched it is; nil where there is none.
  func best() throws -> Explanation? {
    // The verdict stands, whatever a function does when it is asked for more.
    func ask(_ contract: any Contract, _ cost: Double = 2) throws -> Explanation? {
      try Problem.ifDefined { try contract.diagnosis(of: block, in: evidence) }?.map { ($0, cost) }
    }
    if extent != .numbers {
      for contract in Search.contracts {
        if let found = try ask(contract) { return found }
      }
    }
    guard block.isWrong.contains(true) else { return try ask(Upstream()) }
    var all: [Explanation] = []
    if let fit = table(), let found = fit.explanation(of: block, price: price) {
      // Nothing is simpler.
      if found.cost <= Search.simple { return found }
      all.append(found)
    }
    let numbers: [() throws -> Explanation?] = [
      { try Places(block: block, evidence: evidence, isAsked: extent == .whole).diagnosis() },
      stretches, { try ask(Epsilon(), 5) },
      { try Factors(block: block, evidence: evidence, isAsked: extent != .numbers).diagnosis() },
      { Spans(block: block).diagnosis() },
      { Paths(block: block, evidence: evidence).diagnosis() },
    ]
    let function: [() throws -> Explanation?] = [
      { all.isEmpty ? try ask(Upstream(), 5) : nil }, otherPoints,
      { try Entries(block: block, evidence: evidence).diagnosis() },
    ]
    for (number, look) in (numbers + (extent == .numbers ? [] : function)).enumerated() {
      // What costs more than to look at the numbers again is left where there is a good answer.
      if number > 0,
        all.contains(where: {
          $0.diagnosis.confidence == .certain && $0.cost <= Search.plausible
        })
      {
        break
      }
      if let found = try Problem.ifDefined(look) ?? nil { all.append(found) }
    }
    return all.min { Search.rank($0) < Search.rank($1) }
  }

  /// What is less sure has to be so much less far-fetched.
  private static func rank(_ explanation: Explanation) -> Double {
    explanation.cost + (explanation.diagnosis.confidence == .certain ? 0 : 8)
  }

  private func stretches() throws -> Explanation? {
    extent == .whole ? try Parts(block: block, evidence: evidence).diagnosis() : nil
  }

  private func otherPoints() throws -> Explanation? {
    evidence.isMixed ? nil : try PointRows(block: block, evidence: evidence).diagnosis()
  }

  /// What the rows of the table say.
  private func table() -> Fit? {
    let whole = block.isOnKink.contains(true) ? block.restricted { $0.isTelling[$1] } : block
    return Selection.best(
      GradientRows.candidates(for: whole, in: evidence)
        + CotangentRows.candidates(for: whole, in: evidence), for: whole.samples)
  }

  /// How far-fetched it is to have so many numbers free to choose.
  static func price(free: Int) -> Double { 6 * Double(min(free, 4)) }
}
