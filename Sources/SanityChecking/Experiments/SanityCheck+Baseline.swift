import Datasets
import Diagnostics
import GSL
import Layers
import Tensors

/// What nearest neighbors make of it.
extension SanityCheck {
  /// As many as take less than a second of pictures; a quarter of both where the figures are only shown.
  private static var neighbors: Int { 2000 }
  private static var heldOutSamples: Int { 200 }

  /// Compares a network after its training with the nearest neighbors.
  func compare(
    _ network: Network, _ report: inout SanityReport, _ monitor: SanityMonitor
  ) throws {
    func notApplicable(_ reason: String) {
      report.findings.append(.notApplicable(.belowBaseline, .baseline, reason))
    }
    let passes = Double(steps * batch) / Double(max(1, data.summary.count ?? Self.neighbors))
    let part = passes < Baseline.fewestPasses ? 4 : 1
    guard let (input, target) = data.heldOut(Self.heldOutSamples / part, key: key(.neighbors))
    else {
      return notApplicable("no samples are held out")
    }
    guard let asked = input as? Tensor<Scalar>, let labels = target as? [Int],
      labels.count == asked.shape[0], !labels.isEmpty
    else { return notApplicable("samples are not tensors with one label each") }
    try monitor.update("nearest neighbors", 0, of: 1)
    let count = data.available(Self.neighbors / part)
    let (known, names) = data.samples(0..<count, key: key(.neighbors))
    guard let known = known as? Tensor<Scalar>, let names = names as? [Int] else { return }
    let byNetwork = accuracy(of: try network.forward(input, in: inference).output, target)
    report.findings += Baseline().findings(
      from: Baseline.Observation(
        samples: labels.count,
        byNeighbors: NearestNeighbors(known, labels: names).accuracy(on: asked, labels: labels),
        neighbors: count, byNetwork: byNetwork ?? 0, steps: steps, passes: passes))
  }
}
