/// Whether the labels are balanced, and whether they have anything to do with the inputs.
///
/// The second is asked of a simple classifier that has seen half of the data: the class whose mean input
/// is nearest. On the other half it must be right more often than if its answers were dealt out at random,
/// Σ_c (share of answers c)·(share of labels c), by more than luck explains: three standard deviations
/// of the binomial distribution. Fewer than 500 such questions give a warning, not a failure; a real
/// data set of a thousand images is plenty.
///
/// One class fifty times as frequent as another fails, ten times warns; classes without any sample are
/// left out.
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

    public init(
      counts: [Int], classNames: [String], asked: [Int], answered: [Int], right: Int
    ) {
      self.counts = counts
      self.classNames = classNames
      self.asked = asked
      self.answered = answered
      self.right = right
    }
  }

  public init() {}

  public func findings(from seen: Observation) -> [Finding] {
    [balance(seen), dependence(seen)].compactMap { $0 }
  }

  private func balance(_ seen: Observation) -> Finding? {
    let counts = zip(seen.counts, seen.classNames).filter { $0.0 > 0 }
    guard let most = counts.max(by: { $0.0 < $1.0 }), let least = counts.min(by: { $0.0 < $1.0 }),
      most.0 >= 10 * least.0, most.0 >= 10
    else { return nil }
    return finding(
      most.0 >= 50 * least.0 ? .fail : .warn, .labelBalance, "the classes are out of balance",
      evidence: "\(most.0) of \(most.1), \(least.0) of \(least.1)",
      expectation: "classes of similar size",
      fix: "sample the rare classes more often or weight them; judge by accuracy a class")
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
