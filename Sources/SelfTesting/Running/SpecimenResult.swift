import GradientChecking

/// What came of one strain of a specimen.
public struct SpecimenResult: Sendable, Codable, Equatable {
  /// The specimen by name: "batchnorm: dx without γ".
  public let id: String
  public let subject: String
  public let mistake: Mistake
  /// What the mistake looks like in this strain; what a diagnosis of it ought to say.
  public let appearance: Mistake
  public let threads: [String]
  /// What the map told of itself.
  public let telling: Telling
  public let dilution: Dilution
  /// The seed of the check; 0 for an optimizer, which is not checked at random.
  public let seed: UInt64
  /// The largest relative error in a coordinate; nil where there is no right gradient, or only a later
  /// call is wrong.
  public let error: Double?
  /// The strain was found where it was refuted.
  public let verdict: Verdict
  /// Whether the blocks that failed are those in which the gradient is wrong; nil where a broken
  /// promise ended the check before.
  public let isLocated: Bool?
  public let brokenPromises: [String]
  /// What the mistake was taken for; nil where nothing was said, or not asked.
  public let diagnosis: Diagnosis?
  /// Whether that is what it is; nil where not asked.
  public let naming: Naming?
}

extension SpecimenResult {
  init(
    _ specimen: Specimen, _ strain: Specimen.Strain, _ report: GradientReport, isNamed: Bool,
    telling: Telling = .facts
  ) {
    id = specimen.id
    subject = specimen.subject
    mistake = specimen.mistake
    appearance = strain.appearance
    threads = specimen.threads
    self.telling = telling
    dilution = strain.dilution
    seed = report.configuration.seed
    error = strain.error.isFinite ? strain.error : nil
    verdict = Verdict(report)
    brokenPromises = report.probes.filter { !$0.isKept }.map(\.promise)
    diagnosis = report.diagnoses.first
    // Who sees through to the mistake in a part of a block says more than its place.
    let names =
      strain.dilution.portion == .whole
      ? [strain.appearance]
      : [strain.appearance, specimen.mistake.diluted(strain.dilution.share)]
    let namings = names.map {
      Naming(of: $0, in: report.diagnoses.first, telling: telling)
    }
    naming = isNamed ? namings.contains(.right) ? .right : namings[0] : nil
    let failed = report.blocks.filter { !$0.isPassed }.map(\.name)
    isLocated =
      report.blocks.isEmpty || telling == .flat
      ? nil
      : strain.dilution.portion == .whole
        ? failed == specimen.culprits
        : failed.count == 1 && specimen.culprits.contains(failed[0])
  }

  init(_ specimen: OptimizerSpecimen, _ dilution: Dilution) {
    id = specimen.id
    subject = specimen.subject
    mistake = specimen.mistake
    appearance = specimen.mistake
    threads = specimen.threads
    telling = .facts
    self.dilution = dilution
    seed = 0
    let error = specimen.error(dilution)
    self.error = error
    verdict = error > OptimizerSpecimen.tolerance ? .refuted : .passed
    isLocated = nil
    brokenPromises = []
    diagnosis = nil
    naming = nil
  }
}
