#if GSL
  private typealias Engine = MersenneTwister
#else
  private typealias Engine = Xoshiro
#endif

/// A seeded source of random numbers: GSL's Mersenne Twister (`gsl_rng_mt19937`), or xoshiro256** where the
/// package is built without GSL.
///
/// The same seed gives the same numbers, on every platform. A generator is not `Sendable`: what
/// runs in parallel derives a seed of its own with ``RandomKey``.
public final class RandomGenerator {
  private var engine: Engine

  /// A generator whose whole sequence is fixed by `seed`.
  public init(seed: UInt64) { engine = Engine(seed: seed) }

  /// A generator whose sequence is fixed by `key`.
  public convenience init(_ key: RandomKey) { self.init(seed: key.bits) }

  /// The next number, uniform in [0, 1).
  public func uniform() -> Double { engine.uniform() }

  /// The next number, uniform in `range`.
  public func uniform(in range: ClosedRange<Double>) -> Double {
    let share = uniform()
    return range.lowerBound * (1 - share) + range.upperBound * share
  }

  /// The next whole number, uniform in 0 ..< `bound`, for a `bound` below 2³².
  public func integer(below bound: Int) -> Int {
    precondition(bound > 0 && bound <= Int(UInt32.max), "bound must be in 1 ... 2³² − 1")
    return engine.integer(below: bound)
  }

  /// The next number from the normal distribution.
  public func normal(mean: Double = 0, standardDeviation: Double = 1) -> Double {
    mean + engine.normal(standardDeviation: standardDeviation)
  }

  /// `count` independent normal numbers.
  public func normals(_ count: Int, mean: Double = 0, standardDeviation: Double = 1) -> [Double] {
    (0..<count).map { _ in normal(mean: mean, standardDeviation: standardDeviation) }
  }

  /// The next sign, −1 or +1 with equal probability (the Rademacher distribution).
  public func sign() -> Double { uniform() < 0.5 ? -1 : 1 }

  /// `count` distinct numbers out of 0 ..< `bound`, in ascending order.
  public func sample(_ count: Int, below bound: Int) -> [Int] {
    precondition(0 <= count && count <= bound, "cannot choose \(count) of \(bound)")
    guard count > 0 else { return [] }
    // Floyd's method: memory for what is chosen, not for what is chosen from.
    var chosen = Set<Int>(minimumCapacity: count)
    for candidate in (bound - count)..<bound {
      let pick = integer(below: candidate + 1)
      chosen.insert(chosen.contains(pick) ? candidate : pick)
    }
    return chosen.sorted()
  }

  /// The numbers 0 ..< `count` in random order.
  public func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    engine.shuffle(&order)
    return order
  }
}
