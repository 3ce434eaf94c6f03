// GSL's generator types are global variables, constant in practice but not in their declaration.
@preconcurrency import CGSL

/// A seeded source of random numbers: GSL's Mersenne Twister (`gsl_rng_mt19937`).
///
/// The same seed gives the same numbers, on every platform. A generator is not `Sendable`: what
/// runs in parallel derives a seed of its own with ``RandomKey``.
public final class RandomGenerator {
  private let state: UnsafeMutablePointer<gsl_rng>

  /// A generator whose whole sequence is fixed by `seed`. Only the low 32 bits reach the
  /// generator, so they are mixed from all 64.
  public init(seed: UInt64) {
    guard let state = gsl_rng_alloc(gsl_rng_mt19937) else {
      preconditionFailure("GSL could not allocate a random generator: out of memory")
    }
    self.state = state
    // GSL reads a seed of 0 as "the default seed"; the mixed value is 0 once in four billion.
    gsl_rng_set(state, UInt(RandomKey(seed).bits >> 32))
  }

  /// A generator whose sequence is fixed by `key`.
  public convenience init(_ key: RandomKey) { self.init(seed: key.bits) }

  deinit { gsl_rng_free(state) }

  /// The next number, uniform in [0, 1).
  public func uniform() -> Double { gsl_rng_uniform(state) }

  /// The next number, uniform in `range`.
  public func uniform(in range: ClosedRange<Double>) -> Double {
    gsl_ran_flat(state, range.lowerBound, range.upperBound)
  }

  /// The next whole number, uniform in 0 ..< `bound`, for a `bound` below 2³².
  public func integer(below bound: Int) -> Int {
    precondition(bound > 0 && bound <= Int(UInt32.max), "bound must be in 1 ... 2³² − 1")
    return Int(gsl_rng_uniform_int(state, UInt(bound)))
  }

  /// The next number from the normal distribution (ziggurat method).
  public func normal(mean: Double = 0, standardDeviation: Double = 1) -> Double {
    mean + gsl_ran_gaussian_ziggurat(state, standardDeviation)
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
    // GSL counts down from count − 1, without a sign.
    guard count > 1 else { return order }
    order.withUnsafeMutableBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      gsl_ran_shuffle(state, start, count, MemoryLayout<Int>.stride)
    }
    return order
  }
}
