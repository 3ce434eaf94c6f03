#if GSL
  // GSL's generator types are global variables, constant in practice but not in their declaration.
  @preconcurrency import CGSL

  /// GSL's Mersenne Twister (`gsl_rng_mt19937`), and what GSL draws with it.
  final class MersenneTwister {
    private let state: UnsafeMutablePointer<gsl_rng>

    /// Only the low 32 bits of a seed reach the twister, so they are mixed from all 64.
    init(seed: UInt64) {
      guard let state = gsl_rng_alloc(gsl_rng_mt19937) else {
        preconditionFailure("GSL could not allocate a random generator: out of memory")
      }
      self.state = state
      // GSL reads a seed of 0 as "the default seed"; the mixed value is 0 once in four billion.
      gsl_rng_set(state, UInt(RandomKey(seed).bits >> 32))
    }

    deinit { gsl_rng_free(state) }

    func uniform() -> Double { gsl_rng_uniform(state) }

    func integer(below bound: Int) -> Int { Int(gsl_rng_uniform_int(state, UInt(bound))) }

    /// By the ziggurat method.
    func normal(standardDeviation: Double) -> Double {
      gsl_ran_gaussian_ziggurat(state, standardDeviation)
    }

    func shuffle(_ order: inout [Int]) {
      // GSL counts down from count − 1, without a sign.
      guard order.count > 1 else { return }
      let count = order.count
      order.withUnsafeMutableBytes { bytes in
        guard let start = bytes.baseAddress else { return }
        gsl_ran_shuffle(state, start, count, MemoryLayout<Int>.stride)
      }
    }
  }
#endif
