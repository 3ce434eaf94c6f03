/// A question about a network, answered from plain numbers.
///
/// A probe looks at what was observed, draws conclusions, and changes nothing: it never sees a layer or
/// a tensor.
public protocol Probe: Sendable {
  /// What it needs to have seen.
  associatedtype Observation

  static var name: ProbeName { get }

  /// What it has to say; at least one finding, which may be that there was nothing to look at.
  func findings(from observation: Observation) -> [Finding]
}

/// A probe of a running training, as ``TrainingMonitor`` takes it.
public protocol TrainingProbe: Probe where Observation == TrainingHistory {}

extension Probe {
  func pass(_ code: Diagnosis, _ evidence: String, expectation: String) -> Finding {
    Finding(
      code, from: Self.name, .pass, Self.name.summary, evidence: evidence,
      expectation: expectation)
  }

  func notApplicable(_ code: Diagnosis, _ reason: String) -> Finding {
    Finding(
      code, from: Self.name, .notApplicable, Self.name.summary, evidence: reason, expectation: "")
  }

  func finding(
    _ verdict: Verdict, _ code: Diagnosis, _ title: String, evidence: String,
    expectation: String, fix: String, remedy: Remedy? = nil, layer: String? = nil
  ) -> Finding {
    Finding(
      code, from: Self.name, verdict, title, evidence: evidence, expectation: expectation,
      fix: fix, remedy: remedy, layer: layer)
  }
}
