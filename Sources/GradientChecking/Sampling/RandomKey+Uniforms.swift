import GSL

extension RandomKey {
  /// `count` independent numbers, uniform in [0, 1): the i-th is a hash of the key and i.
  ///
  /// For what every value of a block needs a number for. A generator's call for each would take longer
  /// than most functions take for the value.
  ///
  /// Source: SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA
  /// 2014), whose numbers pass the usual tests of randomness from any state on.
  func uniforms(_ count: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { numbers, initialized in
      var state = bits
      for i in 0..<count {
        var z = state
        state &+= 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        z ^= z >> 31
        numbers[i] = Double(z >> 11) * 0x1p-53
      }
      initialized = count
    }
  }
}
