/// What samples along a line say of the function there: each side's slope, the slope if both are
/// one, and the jump between them, as intervals.
///
/// On each side f(±t) − f(0) = ±J/2 ± s±·t + c±·t² + … + noise; where the sides are one, odd powers
/// alone are left in (y(t) − y(−t))/2.
struct LineModel {
  /// The slope where the function is smooth, from central quotients.
  let central: Interval?
  /// The slopes of the two sides; nil where the function is not defined there.
  let left: Interval?
  let right: Interval?
  /// The slope of the only side that takes the point's own branch, where branches are traced: that
  /// is the function the point is on, as near as its kink may be.
  let onBranch: Interval?
  /// What the function jumps by at the point; nil where it does not.
  let jump: Double?
  /// The larger of the two sides' secants over the widest step: how large the function's
  /// derivatives are along this line.
  let secant: Double

  /// Whether the two sides have slopes of their own.
  var isKink: Bool {
    guard let left, let right else { return false }
    return left.distance(to: right.value) > Policy.refutation * (left.error + right.error)
  }

  /// The slope if the function is smooth: the central one, or what both sides say, which may be
  /// more where f″ jumps. Sides that have slopes of their own say nothing of it.
  var smooth: Interval? {
    guard !isKink, let left, let right else { return central }
    let hull = left.hull(with: right)
    return central.map { hull.error < $0.error ? hull : $0 } ?? hull
  }

  /// The slope of the only side on which the function is defined.
  var onlySide: Interval? { left == nil ? right : right == nil ? left : nil }

  /// - Parameters:
  ///   - rungs: From wide to fine.
  ///   - first: Jumps are looked for at steps up to this.
  ///   - scale: The size of what is displaced.
  init(_ rungs: [Rung], from first: Double, scale: Double) {
    // Beyond a step that crosses a kink there is none that does not.
    let smooth = rungs.reversed().prefix(while: \.isOnBranch).reversed()
    central = Extrapolation(order: 2).limit(
      smooth.map { rung in
        // The slopes of the two sides differ by h·f″; f‴ is taken to be of f″'s size, or of
        // f″²/f′.
        let gap = rung.gap.magnitude
        return Extrapolation.Quotient(
          step: rung.step, value: rung.slope, noise: rung.noise,
          truncation: gap * max(rung.step / scale, min(1, gap / rung.slope.magnitude)))
      })
    right = LineModel.slope(rungs, 1, \.right)
    left = LineModel.slope(rungs, -1, \.left)
    let isRightOnBranch = rungs.last?.right.isOnBranch ?? true
    let isLeftOnBranch = rungs.last?.left.isOnBranch ?? true
    onBranch = isRightOnBranch == isLeftOnBranch ? nil : isRightOnBranch ? right : left
    let isTogether = rungs.last.map { $0.isOnBranch && $0.right.branches != nil } ?? true
    jump = isTogether ? nil : LineModel.jump(rungs.filter { $0.isFinite && $0.step <= first })
    secant =
      rungs.first { $0.isFinite && $0.size > $0.noise * $0.step }.map { $0.size / $0.step } ?? 0
  }

  /// The slope on one side, 1 or −1, from steps that stay on that side's branch.
  private static func slope(
    _ rungs: [Rung], _ sign: Double, _ side: KeyPath<Rung, Rung.Side>
  ) -> Interval? {
    let branches = rungs.last?[keyPath: side].branches
    return Extrapolation(order: 1).limit(
      rungs.filter { $0[keyPath: side].branches == branches }.map { rung in
        Extrapolation.Quotient(
          step: rung.step, value: sign * rung[keyPath: side].change / rung.step,
          noise: 2 * rung[keyPath: side].noise / rung.step, truncation: .infinity)
      })
  }

  /// The limit of f(t) − f(−t), where it is not 0. What is so much finer than the finest step that
  /// this cannot see it looks like a jump: so it has to be there over four steps, and be more than
  /// the slopes of the two sides would come to within the finest, as that of |x| does beside 0.
  private static func jump(_ rungs: [Rung]) -> Double? {
    let heights = rungs.map { 2 * $0.step * $0.slope }
    let limit = Extrapolation(order: 1).limit(
      zip(rungs, heights).map {
        Extrapolation.Quotient(
          step: $0.step, value: $1, noise: 2 * $0.step * $0.noise, truncation: $1.magnitude)
      })
    guard let limit, rungs.count > 3, limit.value.magnitude > Policy.refutation * limit.error,
      heights.suffix(4).allSatisfy({ (0.5...2).contains($0 / limit.value) })
    else { return nil }
    let (wide, fine) = (rungs[rungs.count - 2], rungs[rungs.count - 1])
    let rises =
      (wide.right.change - fine.right.change).magnitude
      + (wide.left.change - fine.left.change).magnitude
    return limit.value.magnitude > 2 * rises * fine.step / (wide.step - fine.step)
      ? limit.value : nil
  }
}
