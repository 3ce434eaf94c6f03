/// Whether the labels are balanced, and whether they have anything to do with the inputs.
///
/// The second is asked of a simple classifier that has seen half of the data: the class whose mean input
/// is nearest. On the other half it must be right more often than if its answers were dealt out at random,
/// Σ_c (share of answers c)·(share of labels c), by more than luck explains: three standard deviations
/// of the binomial distribution. Fewer than 500 such questions give a warning, not a failure; a real
/// data set of a thousand images is plenty.
///
/// One class fifty times as frequent as another fails, ten times warns. A single class for all samples fails; a class
/// without any, where a hundred were to be expected, is worth a look, and so is one twice as frequent as all
/// others that are alike: copies. A split to judge by that has one class fails too.
///
/// A single input must not tell the label: where the classes explain nine tenths of the variance of one value,
/// η² = 1 − (variance within classes) / (variance), that value is made from the label. Of real pictures they
/// explain a tenth.
public struct LabelDependence: Probe {
  public static let name = ProbeName.labels
  private static let fewestSamples = 200
  private static let plenty = 500

  public struct Observation: Sendable {
    /// The number of samples of each class.
    public var counts: [Int]
    public var classNames: [String]
    /// How many samples of each class the simple classifier was asked about, how often it answered each
    /// class, and how often it was right.
    public var asked: [Int]
    public var answered: [Int]
    public var right: Int
    /// The splits other than the one for training whose samples are all of one class.
    public var splitsOfOneClass: [String]
    /// The input that the classes explain best: its place in words, and η².
    public var mostTelling: (place: String, share: Double)?

    public init(
      counts: [Int], classNames: [String], asked: [Int], answered: [Int], right: Int,
      splitsOfOneClass: [String] = [], mostTelling: (place: String, share: Double)? = nil
    ) {
      self.splitsOfOneClass = splitsOfOneClass
      self.mostTelling = mostTelling
      self.counts = counts
      self.classNames = classNames
      self.asked = asked
      self.answered = answered
      self.right = right
    }
  }

  public init() {}

  public func findings(from seen: Observation) -> [Finding] {
    [balance(seen), others(seen), leakage(seen), dependence(seen)].compactMap { $0 }
  }

  private func balance(
    _ verdict: Verdict, _ title: String, _ evidence: String, _ fix: String
  ) -> Finding {
    finding(
      verdict, .labelBalance, title, evidence: evidence, expectation: "classes of similar size",
      fix: fix)
  }

  private func others(_ seen: Observation) -> Finding? {
    guard !seen.splitsOfOneClass.isEmpty else { return nil }
    return balance(
      .fail, "the \(seen.splitsOfOneClass.listed) split has one class",
      "all its samples are of one class", "draw it at random from all samples")
  }

  private func leakage(_ seen: Observation) -> Finding? {
    guard let (place, share) = seen.mostTelling, share > 0.9 else { return nil }
    return finding(
      .fail, .labelLeakage, "a single input tells the label",
      evidence: "the classes explain \(share.percent) of the variance of \(place)",
      expectation: "at most a part of it: what is to be told must be seen in the whole",
      fix: "find out how the label gets into the input")
  }

  /// A class without any sample, or of twice as many as all others that are alike.
  private func uneven(_ seen: Observation) -> Finding? {
    let total = seen.counts.reduce(0, +)
    guard seen.counts.count > 1, total >= 100 * seen.counts.count else { return nil }
    let absent = zip(seen.counts, seen.classNames).filter { $0.0 == 0 }.map(\.1)
    if !absent.isEmpty, absent.count <= max(1, seen.counts.count / 4) {
      return balance(
        .warn, "a class has no sample", "none of \(absent.listed) among \(total)",
        "look for its samples, or give the last layer as many outputs as there are classes")
    }
    let sorted = seen.counts.sorted()
    let typical = Double(sorted[sorted.count / 2])
    guard sorted.count > 3, let most = sorted.last, let position = seen.counts.firstIndex(of: most),
      Double(most) > 1.7 * typical, Double(most) - typical > 6 * typical.squareRoot(),
      sorted.dropLast().allSatisfy({ abs(Double($0) - typical) < 4 * typical.squareRoot() })
    else { return nil }
    return balance(
      .warn, "one class has twice as many samples as the others",
      "\(most) of \(seen.classNames[position]), about \(Int(typical)) of each other",
      "look whether its samples were taken in twice")
  }

  private func balance(_ seen: Observation) -> Finding? {
    let counts = zip(seen.counts, seen.classNames).filter { $0.0 > 0 }
    if counts.count == 1, seen.counts.count > 1, counts[0].0 >= 20 {
      return balance(
        .fail, "all samples are of one class", "\(counts[0].0) of \(counts[0].1)",
        "look at how labels are read, and at which files are")
    }
    guard let most = counts.max(by: { $0.0 < $1.0 }), let least = counts.min(by: { $0.0 < $1.0 }),
      most.0 >= 10 * least.0, most.0 >= 10
    else { return uneven(seen) }
    return balance(
      most.0 >= 50 * least.0 ? .fail : .warn, "the classes are out of balance",
      "\(most.0) of \(most.1), \(least.0) of \(least.1)",
      "sample the rare classes more often or weight them; judge by accuracy a class")
  }

  private func dependence(_ seen: Observation) -> Finding? {
    let asked = seen.asked.reduce(0, +)
    guard asked >= LabelDependence.fewestSamples else {
      return notApplicable(
        .labelDependence, "\(2 * asked) samples are too few to tell labels from chance")
    }
    guard seen.asked.count(where: { $0 > 0 }) > 1 else {
      return notApplicable(.labelDependence, "only one class")
    }
    let total = Double(asked)
    let chance = zip(seen.asked, seen.answered).reduce(0) {
      $0 + Double($1.0) / total * Double($1.1) / total
    }
    let luck = 3 * (chance * (1 - chance) / total).squareRoot()
    let accuracy = Double(seen.right) / total
    let evidence =
      "the nearest class mean is right for \(accuracy.percent) of \(asked) other images"
    let expectation = "more than \((chance + luck).percent), which luck alone could reach"
    guard accuracy <= chance + luck else {
      return pass(.labelDependence, evidence, expectation: expectation)
    }
    return finding(
      asked >= LabelDependence.plenty ? .fail : .warn, .labelDependence,
      "the labels have nothing to do with the images",
      evidence: evidence, expectation: expectation,
      fix: "look at a few images with their labels: were images and labels shuffled apart?")
  }
}
