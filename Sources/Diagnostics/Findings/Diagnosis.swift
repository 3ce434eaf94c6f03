/// What a finding says is the case, by a stable code.
///
/// The codes run from causes to symptoms: data (S0…), initialization (S1…), architecture (S2…),
/// objective (S3…), wiring (S4…), step size (S5…), and what any of these may lead to (S6…). Of several
/// findings that failed, the one with the lowest code is therefore the one to mend first.
public enum Diagnosis: String, Sendable, Codable, CaseIterable, Comparable {
  case inputScale = "S001"
  case splitTransform = "S002"
  case splitOverlap = "S003"
  case labelBalance = "S004"
  case labelDependence = "S005"
  case sampleOrder = "S006"
  case inputsNotFinite = "S007"
  case labelLeakage = "S008"
  case inputDrift = "S009"

  case symmetry = "S101"
  case deadFromTheStart = "S102"
  case activationSpread = "S103"
  case notFiniteFromTheStart = "S104"

  case missingNonlinearity = "S201"
  case saturatedFromTheStart = "S202"
  case bottleneck = "S203"
  case normalizedOverFew = "S204"
  case strongDropout = "S205"

  case reduction = "S301"
  case initialLoss = "S302"
  case largeHead = "S303"
  case ineffectiveRegularization = "S304"
  case drowningRegularization = "S305"
  case scoresDoNotFitTheLoss = "S306"
  case broadcastLoss = "S307"
  case outputRange = "S308"
  case unboundedLoss = "S309"
  case targetScale = "S310"
  case targetsDoNotFitTheLoss = "S311"
  case drownedPart = "S312"

  case unmovedParameter = "S401"
  case noGradient = "S402"
  case movedFrozenParameter = "S403"
  case trainingAndInferenceDiffer = "S404"
  case uphillUpdate = "S405"
  case staleGradient = "S406"
  case inferenceModeInTraining = "S407"
  case validationTreatedOtherwise = "S408"
  case frozenParameters = "S409"
  case samplesMixed = "S410"
  case weightsSetBack = "S411"

  case learningRateTooHigh = "S501"
  case learningRateTooLow = "S502"
  case rateRunsOut = "S503"
  case clippedTooTightly = "S504"

  case diedInTraining = "S601"
  case saturatedInTraining = "S602"
  case vanishingGradient = "S603"
  case explodingGradient = "S604"
  case notFinite = "S605"
  case lossDiverges = "S606"
  case lossStuckHigh = "S607"
  case lossFlat = "S608"
  case lossSlow = "S609"
  case lossOscillates = "S610"
  case lossSpikes = "S611"
  case inputIgnored = "S612"
  case cannotOverfit = "S613"
  case belowBaseline = "S614"
  case overfits = "S615"
  case nothingGeneral = "S616"

  /// Whether it is told by the size of something that healthy trainings differ in by orders of magnitude. What
  /// such a finding fears has not come true where the loss falls.
  var isMatterOfDegree: Bool {
    switch self {
    case .deadFromTheStart, .activationSpread, .saturatedFromTheStart, .bottleneck, .strongDropout,
      .largeHead,
      .drowningRegularization, .learningRateTooHigh, .learningRateTooLow, .clippedTooTightly,
      .diedInTraining, .saturatedInTraining, .vanishingGradient, .explodingGradient:
      true
    default: false
    }
  }

  /// The findings that come of this one though their codes are lower, or they are worse.
  var explained: Set<Diagnosis> {
    switch self {
    case .labelBalance: [.validationTreatedOtherwise, .nothingGeneral, .overfits]
    case .inputDrift: [.labelDependence, .diedInTraining, .lossFlat, .overfits]
    case .drownedPart: [.validationTreatedOtherwise, .nothingGeneral, .overfits]
    case .staleGradient: [.drowningRegularization, .inputDrift]
    case .inputIgnored: [.lossFlat]
    // Where inputs tell nothing, units have nothing to tell apart.
    case .lossFlat: [.diedInTraining]
    case .reduction:
      [
        .learningRateTooHigh, .lossDiverges, .lossSpikes, .lossOscillates, .notFinite,
        .diedInTraining,
      ]
    case .bottleneck: [.deadFromTheStart]
    case .weightsSetBack: [.labelDependence, .learningRateTooLow]
    case .validationTreatedOtherwise: [.nothingGeneral]
    case .frozenParameters: [.nothingGeneral, .learningRateTooLow]
    case .rateRunsOut, .clippedTooTightly: [.learningRateTooLow]
    case .learningRateTooHigh: [.validationTreatedOtherwise, .overfits]
    case .lossDiverges: [.validationTreatedOtherwise, .saturatedInTraining, .notFinite]
    default: []
    }
  }

  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}
