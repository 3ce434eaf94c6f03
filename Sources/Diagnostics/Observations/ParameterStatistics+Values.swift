extension ParameterStatistics {
  /// The statistics of a tensor from its values before and after a step and the gradient that the step followed, in
  /// one pass.
  ///
  ///     ParameterStatistics("fc1.weight", shape: [64, 20], before: old, after: new, gradient: gradient)
  ///
  /// - Precondition: All three have as many values.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public init<Scalar: BinaryFloatingPoint>(
    _ name: String, _ role: Role? = nil, shape: [Int]? = nil, before: [Scalar], after: [Scalar],
    gradient: [Scalar], isFrozen: Bool = false
  ) {
    precondition(
      before.count == after.count && before.count == gradient.count,
      "\(name) has \(before.count) values before, \(after.count) after, and \(gradient.count) in its gradient"
    )
    var (sum, ww, gg, dd, dg, dw) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for i in before.indices {
      let (weight, slope) = (Double(before[i]), Double(gradient[i]))
      let change = Double(after[i]) - weight
      sum += weight
      ww += weight * weight
      gg += slope * slope
      dd += change * change
      dg += change * slope
      dw += change * weight
    }
    self.init(
      name, role, shape: shape, count: before.count, norm: ww.squareRoot(),
      mean: sum / Double(max(1, before.count)), gradientNorm: gg.squareRoot(),
      updateNorm: dd.squareRoot(), descent: -dg / (dd * gg).squareRoot(), shrinkage: -dw / ww,
      isFrozen: isFrozen)
  }
}
