import Training

/// A search, all of it said: the first line of the file of its trials.
struct SearchSettings: Sendable, Equatable, Codable {
  static let schema = 1
  static let kind = "hyperparameter-search"
  /// The names of what is searched, as options are called.
  static let (learningRate, regularization) = ("learningRate", "regularization")

  var schema = SearchSettings.schema
  var kind = SearchSettings.kind
  var learning: LearningSettings
  var ranges: [SearchRange]
  var rounds: [RandomSearch.Round]
  /// What tells whether the images are still the same.
  var fingerprint = ""

  /// The training of a candidate.
  func training(of candidate: SearchTrial.Candidate) -> TrainSettings {
    TrainSettings(
      learning: learning,
      learningRate: candidate.values[SearchSettings.learningRate] ?? learning.usualRate,
      schedule: .constant,
      regularization: candidate.values[SearchSettings.regularization] ?? 0,
      epochs: candidate.epochs, patience: nil)
  }
}
