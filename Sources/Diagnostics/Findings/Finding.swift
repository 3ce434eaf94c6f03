/// What a probe has to say about a network or its training.
public struct Finding: Sendable, Codable, Hashable {
  /// What is the case, or for a finding that passes what is not.
  public let code: Diagnosis
  public let probe: ProbeName
  public let verdict: Verdict
  /// The finding in a few words, such as "the learning rate is too high".
  public let title: String
  /// The numbers that say so.
  public let evidence: String
  /// What was expected instead, and why.
  public let expectation: String
  /// What to try; nil where all is well.
  public let fix: String?
  /// The same as a change that can be made without a person; nil where it takes one.
  public let remedy: Remedy?
  /// The layer or tensor that it is about; nil where it is about the whole.
  public let layer: String?

  public init(
    _ code: Diagnosis, from probe: ProbeName, _ verdict: Verdict, _ title: String,
    evidence: String, expectation: String, fix: String? = nil, remedy: Remedy? = nil,
    layer: String? = nil
  ) {
    self.code = code
    self.probe = probe
    self.verdict = verdict
    self.title = title
    self.evidence = evidence
    self.expectation = expectation
    self.fix = fix
    self.remedy = remedy
    self.layer = layer
  }
}

extension Finding {
  /// A finding by degree, in a training that is seen to learn: a failure is worth a look, and a warning is none.
  func mitigated() -> Finding {
    guard code.isMatterOfDegree, verdict < .pass else { return self }
    let evidence = "\(evidence); the loss falls all the same"
    guard verdict == .fail else {
      return Finding(
        code, from: probe, .pass, probe.summary, evidence: evidence, expectation: expectation)
    }
    return Finding(
      code, from: probe, .warn, title, evidence: evidence, expectation: expectation, fix: fix,
      remedy: remedy, layer: layer)
  }

  /// A loss that does not fall below that of constant answers, where nothing else stands out.
  func blamingLabels() -> Finding {
    Finding(
      .labelDependence, from: probe, verdict, "the inputs do not seem to tell the labels",
      evidence: "\(evidence), and nothing else stands out", expectation: expectation,
      fix: "look whether inputs and labels belong together, in the order in which they are read; "
        + "then for what may hide the inputs, such as a mask, dropout, or a normalization along the "
        + "wrong axis")
  }

  /// The same of a training whose steps, all together, are a small part of the weights.
  func blamingSteps() -> Finding {
    Finding(
      .learningRateTooLow, from: probe, verdict, "the steps do not get far",
      evidence: "\(evidence); all steps together are less than a quarter of the weights",
      expectation: expectation,
      fix: "a learning rate ten times higher, or more steps; then look whether the inputs tell the "
        + "labels")
  }

  /// The same of batches of one or two in a network that normalizes.
  func blamingFewSamples() -> Finding {
    Finding(
      .normalizedOverFew, from: probe, verdict, "batches of one or two are normalized",
      evidence: "\(evidence), and nothing else stands out", expectation: expectation,
      fix:
        "where statistics are those of the batch, larger batches, or a normalization within each "
        + "sample; else look whether inputs and labels belong together")
  }

  /// The same of a network in which no nonlinearity was seen.
  func blamingLinearity() -> Finding {
    Finding(
      .missingNonlinearity, from: probe, verdict, "no nonlinearity is seen between the layers",
      evidence: "\(evidence), and nothing else stands out", expectation: expectation,
      fix: "look whether activations are called; where they are, of kinds that are not recorded, "
        + "whether inputs and labels belong together")
  }
}

extension Sequence<Finding> {
  /// Worst first, and of equally bad ones causes before symptoms; see ``Diagnosis``.
  public var ranked: [Finding] {
    // The order of arrival decides the rest: `sorted` alone need not be stable.
    let sorted = enumerated().sorted {
      ($0.element.verdict, $0.element.code, $0.offset)
        < ($1.element.verdict, $1.element.code, $1.offset)
    }.map(\.element)
    // What explains others moves up, right before the first of them.
    return sorted.reduce(into: []) { ranked, finding in
      let place = ranked.firstIndex {
        $0.verdict < .pass && finding.code.explained.contains($0.code)
      }
      ranked.insert(finding, at: finding.verdict < .pass ? place ?? ranked.count : ranked.count)
    }
  }
}
