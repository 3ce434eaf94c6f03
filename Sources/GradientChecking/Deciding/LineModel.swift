/// What samples along a line say of the function there: each side's slope, the slope if both are
/// one, and the jump between them, as intervals.
///
/// The samples are y(t) = f(t) − f(0) + noise, at steps ±t from wide to fine. On each side
/// f(±t) − f(0) = ±J/2 ± s±·t + c±·t² + …; where the sides are one, odd powers alone are left in
/// (y(t) − y(−t))/2.
struct LineModel {
  /// The slope where the function is smooth, from central quotients.
  let central: Interval?
  /// The slopes of the two sides.
  let left: Interval?
  let right: Interval?
  /// The slope of the only side that takes the point's own branch, where branches are traced: that
  /// is the function the point is on, as near as its kink may be.
  let onBranch: Interval?
  /// What the function jumps by at the point; nil where it does not, as far as the finest steps
  /// show.
  let jump: Double?
  /// The slopes of the two sides at a step at which they are apart by more than noise, and by as
  /// much as at the next wider one, where nothing finer can be seen: what bends there is finer than
  /// noise lets one see, and the slope may be anything between. Nil where the sides draw together
  /// as they do of a smooth function.
  let hidden: ClosedRange<Double>?
  /// The relative error up to which two slopes are the same.
  let tolerance: Double
  /// The larger of the two sides' secants over the widest step: how large the function's
  /// derivatives are along this line.
  let secant: Double

  /// The slope if the function is smooth: the central one, or what both sides say, which may be
  /// more where f″ jumps. Sides that have slopes of their own say nothing of it.
  var smooth: Interval? {
    guard !isKink, let hull else { return central }
    guard let central else { return hull }
    return hull.error < central.error ? hull : central
  }

  /// All that the slope may be: from the least that one side's may be to the greatest of the
  /// other's.
  private var hull: Interval? {
    guard let left, let right else { return nil }
    let (least, greatest) = (
      min(left.value - left.error, right.value - right.error),
      max(left.value + left.error, right.value + right.error)
    )
    let noise = max(left.noise, right.noise)
    return Interval(
      (least + greatest) / 2, truncation: (greatest - least) / 2 - noise, noise: noise)
  }

  /// Whether the two sides have slopes of their own.
  var isKink: Bool {
    guard let left, let right else { return false }
    return left.distance(to: right.value) > Policy.refutation * (left.error + right.error)
      && left.distance(to: right.value) > tolerance
        * max(left.value.magnitude, right.value.magnitude)
  }

  /// The slope of the only side on which the function is defined; nil where it is on both, or
  /// neither.
  var onlySide: Interval? {
    switch (left, right) {
    case (let side?, nil), (nil, let side?): side
    default: nil
    }
  }

  /// - Parameters:
  ///   - steps: From wide to fine.
  ///   - first: Jumps are looked for at steps up to this.
  ///   - bound: What noise may add to a sample of this change.
  init(
    _ steps: [Double], from first: Double, tolerance: Double, noise bound: NoiseBound,
    along line: inout Line
  ) throws {
    self.tolerance = tolerance
    secant = try LineModel.secant(steps, noise: bound, along: &line)
    var (central, jump) = ([Extrapolation.Quotient](), [Extrapolation.Quotient]())
    // From the finest on: beyond a step that crosses a kink there is none that does not.
    for h in steps.reversed() {
      guard try line.staysOnBranch(h) else { break }
      let (right, left) = (try line.change(h), try line.change(-h))
      guard right.isFinite, left.isFinite else { continue }
      let (slope, gap) = ((right - left) / (2 * h), (right + left).magnitude / h)
      central.append(
        Extrapolation.Quotient(
          step: h, value: slope, noise: try bound(beside: h, of: &line) / h,
          // The slopes of the two sides differ by h·f″; f‴ is taken to be of f″'s size, or of
          // f″²/f′.
          truncation: gap * max(h / line.scale, min(1, gap / slope.magnitude))))
    }
    central.reverse()
    var sides: [(step: Double, right: Double, left: Double)] = []
    let isTogether = try steps.last.map { try line.isTraced && line.staysOnBranch($0) } ?? true
    for h in isTogether ? [] : steps where h <= first {
      let (right, left) = (try line.change(h), try line.change(-h))
      guard right.isFinite, left.isFinite else { continue }
      sides.append((h, right, left))
      jump.append(
        Extrapolation.Quotient(
          step: h, value: right - left, noise: 2 * (try bound(at: h, of: &line)),
          truncation: (right - left).magnitude))
    }
    hidden = try LineModel.hidden(steps, noise: bound, along: &line)
    self.central = Extrapolation(order: 2).limit(central)
    self.jump = LineModel.jump(jump, sides.suffix(2))
    right = try LineModel.slope(steps, side: 1, noise: bound, along: &line)
    left = try LineModel.slope(steps, side: -1, noise: bound, along: &line)
    let side = try line.sideOnBranch(steps.last)
    onBranch = side == nil ? nil : side == 1 ? right : left
  }

  private static func secant(
    _ steps: [Double], noise bound: NoiseBound, along line: inout Line
  ) throws -> Double {
    for h in steps {
      let change = max(try line.change(h).magnitude, try line.change(-h).magnitude)
      if change.isFinite, try change > bound(beside: h, of: &line) { return change / h }
    }
    return 0
  }

  /// The limit of f(t) − f(−t), where it is not 0. What is so much finer than the finest step that
  /// this cannot see it looks like a jump: so it has to be there over four steps, and be more than
  /// the slopes of the two sides would come to within the finest, as that of |x| does beside 0.
  private static func jump(
    _ heights: [Extrapolation.Quotient],
    _ finest: ArraySlice<(step: Double, right: Double, left: Double)>
  ) -> Double? {
    guard let limit = Extrapolation(order: 1).limit(heights), heights.count > 3,
      limit.value.magnitude > Policy.refutation * limit.error,
      heights.suffix(4).allSatisfy({ $0.value / limit.value > 0.5 && $0.value / limit.value < 2 }),
      let wide = finest.first, let fine = finest.last
    else { return nil }
    let steps = wide.step - fine.step
    let slopes = ((wide.right - fine.right).magnitude + (wide.left - fine.left).magnitude) / steps
    return limit.value.magnitude > 2 * slopes * fine.step ? limit.value : nil
  }

  private static func hidden(
    _ steps: [Double], noise bound: NoiseBound, along line: inout Line
  ) throws -> ClosedRange<Double>? {
    var finer: (gap: Double, slopes: ClosedRange<Double>)?
    // What the finest steps can tell from no gap.
    var leastVisible = Double.infinity
    for h in steps.reversed() {
      let (right, left) = (try line.change(h), try line.change(-h))
      guard right.isFinite, left.isFinite else { return nil }
      let gap = (right + left) / h
      let noise = 2 * (try bound(beside: h, of: &line)) / h
      if let finer {
        let ratio = gap / finer.gap
        return ratio > 0.5 && ratio < 2 ? finer.slopes : nil
      }
      if gap.magnitude > noise {
        guard gap.magnitude < 2 * leastVisible else { return nil }
        finer = (gap, min(right, -left) / h...max(right, -left) / h)
      }
      leastVisible = min(leastVisible, noise)
    }
    return nil
  }

  /// The slope on one side, from steps that stay on that side's branch; nil where the function is
  /// not defined there.
  private static func slope(
    _ steps: [Double], side: Double, noise bound: NoiseBound, along line: inout Line
  ) throws -> Interval? {
    guard let finest = steps.last else { return nil }
    let branches = try line.sample(side * finest).branches
    var quotients: [Extrapolation.Quotient] = []
    for h in steps {
      let sample = try line.sample(side * h)
      guard sample.branches == branches, sample.change.isFinite else { continue }
      quotients.append(
        Extrapolation.Quotient(
          step: h, value: sample.change / (side * h),
          noise: 2 * (try bound(at: side * h, of: &line)) / h,
          truncation: .infinity))
    }
    return Extrapolation(order: 1).limit(quotients)
  }
}
