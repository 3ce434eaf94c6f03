import Foundation

/// Whether the network tells the labels of samples that were held out better than their nearest neighbors among the
/// training samples do: a classifier that learns nothing, and that a network has to beat.
///
/// Both are asked about the same samples. Before five passes over the training samples the figures are shown, and not
/// judged; after those a network that is not ahead is worth a look, where there is anything left to be better at.
public struct Baseline: Probe {
  public static let name = ProbeName.baseline
  /// The passes over the training samples after which a network can be asked to be better.
  public static let fewestPasses = 5.0
  /// An accuracy that leaves nothing to beat.
  private static let perfect = 0.99

  public struct Observation: Sendable {
    /// The number of samples that were held out.
    public var samples: Int
    /// The share of their labels that is told by the nearest of so many training samples.
    public var byNeighbors: Double
    public var neighbors: Int
    /// The share that the network tells, after so many steps, which are so many passes over the training samples.
    public var byNetwork: Double
    public var steps: Int
    public var passes: Double

    public init(
      samples: Int, byNeighbors: Double, neighbors: Int, byNetwork: Double, steps: Int,
      passes: Double
    ) {
      (self.samples, self.byNeighbors, self.neighbors) = (samples, byNeighbors, neighbors)
      (self.byNetwork, self.steps, self.passes) = (byNetwork, steps, passes)
    }
  }

  public init() {}

  public func findings(from seen: Observation) -> [Finding] {
    let evidence =
      "held-out accuracy \(seen.byNetwork.percent) after \("step".counted(seen.steps)), nearest of "
      + "\(seen.neighbors) neighbors \(seen.byNeighbors.percent)"
    let expectation = "more than the nearest neighbors, which learn nothing"
    guard seen.passes >= Baseline.fewestPasses else {
      return [
        notApplicable(
          .belowBaseline,
          "\(evidence); it takes \(Baseline.fewestPasses.short) passes over the data to compare")
      ]
    }
    guard seen.byNetwork <= seen.byNeighbors, seen.byNetwork < Baseline.perfect else {
      return [pass(.belowBaseline, evidence, expectation: expectation)]
    }
    return [
      finding(
        .warn, .belowBaseline, "the nearest neighbors do as well or better", evidence: evidence,
        expectation: expectation,
        fix: "more steps or data; then regularization, and a network that suits the data better")
    ]
  }
}
