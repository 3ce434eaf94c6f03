/// A value from which random numbers are made, and from which further keys are derived.
///
/// Where a generator has a position in its sequence, a key has none: the same key always gives the
/// same numbers, so a function that takes a key stays a pure function. Keys derived with different
/// labels are unrelated.
public struct RandomKey: Hashable, Sendable {
  /// 64 well-mixed bits.
  public let bits: UInt64

  /// The key that belongs to a seed chosen by a person.
  public init(_ seed: UInt64) { bits = RandomKey.mix(seed) }

  /// The key that had these ``bits``, such as one that was written to a file.
  public init(bits: UInt64) { self.bits = bits }

  /// The key that belongs to this one and `label`: for the third layer, the fifth sample, …
  public func derived(_ label: Int) -> RandomKey {
    RandomKey(bits ^ RandomKey.mix(UInt64(bitPattern: Int64(label)) &+ 0x632B_E59B_D9B4_E019))
  }

  /// SplitMix64's finalizer (Steele, Lea, Flood: "Fast splittable pseudorandom number
  /// generators", OOPSLA 2014), a bijection whose every output bit depends on every input bit.
  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
