import GradientChecking

extension DifferenceMethod {
  /// Those that this build can do: without GSL there is no adaptive one.
  static let available = allCases.filter { $0.objection == nil }
}
