import RealModule

/// What the loss did while the learning rate grew from step to step, and the rate that this suggests.
///
/// **The sweep**: step k is made at the rate r₀·qᵏ, on another batch each. Where the loss starts to fall, the rate is
/// large enough to learn; where it rises for good, too large.
///
/// **Smoothing**: Lᵏ is the median of the five losses around k, cut at the ends: one batch that costs more than its
/// neighbors moves nothing. L⁰ is the median of the first ten losses.
///
/// **Divergence**: the sweep ends where a loss is not finite, or the median of the last five is beyond
///
///     max(L⁰, L* + 3·|L*|) + 4·ν        L*: the least so far; ν: the median of |difference of neighbors|
///
/// four times the best of a loss above 0, and never before what was won is lost again; or where the last ten Lᵏ are
/// all above L⁰ + 2·ν, as of a network whose units died. The rate of divergence is that of the last step before which
/// L was not.
///
/// **The suggestion** is the rate of the steepest fall of Lᵏ over log r, taken over a tenth of the sweep, but at most
/// a tenth of the rate of divergence. There is none where L falls below L⁰ by more than 3·ν nowhere after the
/// first ten.
///
/// Sources: the range test is that of L. Smith: "Cyclical learning rates for training neural networks", WACV 2017
/// (arXiv:1506.01186), section 3.3, with rates that grow linearly over epochs. Exponential growth and the end at four
/// times the best are those of the learning rate finder of the `fastai` library, as is the steepest point.
public struct RateSweep: Sendable, Codable, Equatable {
  /// The loss of a batch before the step at this rate.
  public struct Point: Sendable, Codable, Equatable {
    public let rate: Double
    public let loss: Double

    public init(rate: Double, loss: Double) {
      self.rate = rate
      self.loss = loss
    }
  }

  public private(set) var points: [Point] = []

  public init() {}

  public init(_ points: [Point]) {
    for point in points where !hasDiverged { add(point) }
  }

  /// The rates of a sweep of so many steps: evenly spaced logarithms, both ends included.
  public static func rates(_ range: ClosedRange<Double>, steps: Int) -> [Double] {
    precondition(range.lowerBound > 0 && range.upperBound.isFinite, "rates above 0")
    let ratio = Double.log(range.upperBound / range.lowerBound)
    return (0..<steps).map {
      range.lowerBound * Double.exp(ratio * Double($0) / Double(max(1, steps - 1)))
    }
  }

  mutating func add(_ point: Point) {
    points.append(point)
    hasDiverged = isBeyond
  }

  /// Whether it ended because the loss rose for good.
  public private(set) var hasDiverged = false

  /// The rate of the last step before the loss rose; nil where it did not rise for good.
  public var divergence: Double? {
    guard hasDiverged else { return nil }
    let limit = first + 2 * noise
    return points[smoothed.lastIndex { $0 <= limit } ?? 0].rate
  }

  private static let (window, start) = (5, 10)

  private var losses: [Double] { points.map(\.loss) }

  private var isBeyond: Bool {
    guard let last = points.last else { return false }
    guard last.loss.isFinite else { return true }
    let smooth = smoothed
    guard points.count > RateSweep.start, let least = smooth.min() else { return false }
    if points.count >= 2 * RateSweep.start,
      smooth.suffix(RateSweep.start).allSatisfy({ $0 > first + 2 * noise })
    {
      return true
    }
    let now = RateSweep.median(losses.suffix(RateSweep.window))
    return now > max(first, least + 3 * abs(least)) + 4 * noise
  }

  /// L⁰.
  private var first: Double { RateSweep.median(losses.prefix(RateSweep.start)) }

  /// ν, of the losses before they rise.
  private var noise: Double {
    let end = (smoothed.indices.min { smoothed[$0] < smoothed[$1] } ?? 0) + 1
    let seen = losses.prefix(max(end, RateSweep.window)).filter(\.isFinite)
    return RateSweep.median(zip(seen, seen.dropFirst()).map { abs($1 - $0) })
  }

  /// Lᵏ.
  public var smoothed: [Double] {
    let finite = losses.prefix(while: \.isFinite)
    let reach = RateSweep.window / 2
    return finite.indices.map {
      RateSweep.median(finite[max(0, $0 - reach)...min(finite.count - 1, $0 + reach)])
    }
  }

  /// The rate at which the loss falls fastest; nil where it does not fall.
  public var steepest: Double? {
    let smooth = smoothed
    guard let best = smooth.indices.min(by: { smooth[$0] < smooth[$1] }),
      best >= RateSweep.start, smooth[best] < first - 3 * noise
    else { return nil }
    // Steps have equal distances in log r, so that the steepest stretch is that of the largest fall.
    let width = max(RateSweep.window, points.count / 10)
    let falls = (0...best).map { end in smooth[max(0, end - width)] - smooth[end] }
    guard let end = falls.indices.max(by: { falls[$0] < falls[$1] }) else { return nil }
    return (points[end].rate * points[max(0, end - width)].rate).squareRoot()
  }

  /// The rate to train at; nil where no rate makes the loss fall.
  public var suggestion: Double? {
    steepest.map { steepest in divergence.map { min(steepest, $0 / 10) } ?? steepest }
  }

  private static func median(_ values: some Collection<Double>) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
