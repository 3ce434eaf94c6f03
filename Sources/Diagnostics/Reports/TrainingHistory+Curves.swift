extension TrainingHistory {
  /// ‖ΔW‖/‖W‖ at each step, the median over weights, and not a number where none moved; nil where none ever did.
  public var updateRatios: [Double]? {
    let ratios = summaries.map(\.ratio)
    return ratios.contains { $0.isFinite } ? ratios : nil
  }
}
