import Foundation

/// The generator xoshiro256**, which stands in for GSL's where the package is built without GSL.
///
/// Source: Blackman, Vigna: "Scrambled linear pseudorandom number generators", ACM Transactions on Mathematical
/// Software 47 (2021).
struct Xoshiro: RandomNumberGenerator {
  private var state: (UInt64, UInt64, UInt64, UInt64)
  /// The second of the two normal numbers that are drawn together.
  private var spare: Double?

  /// - Parameter state: Not all zero.
  init(state: (UInt64, UInt64, UInt64, UInt64)) { self.state = state }

  init(seed: UInt64) {
    let key = RandomKey(seed)
    // A key and those derived from it are zero together in no practice.
    self.init(
      state: (key.bits, key.derived(1).bits, key.derived(2).bits, key.derived(3).bits | 1))
  }

  mutating func next() -> UInt64 {
    func rotated(_ x: UInt64, _ k: UInt64) -> UInt64 { x << k | x >> (64 - k) }
    let result = rotated(state.1 &* 5, 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotated(state.3, 45)
    return result
  }

  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// By multiplication, and refusal of what would make some numbers more frequent (Lemire: "Fast random integer
  /// generation in an interval", 2019).
  mutating func integer(below bound: Int) -> Int {
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    let threshold = (0 &- bound) % bound
    while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    return Int(product.high)
  }

  /// By the polar method (Marsaglia, Bray: "A convenient method for generating normal variables", 1964).
  mutating func normal(standardDeviation: Double) -> Double {
    if let spare {
      self.spare = nil
      return standardDeviation * spare
    }
    while true {
      let (u, v) = (2 * uniform() - 1, 2 * uniform() - 1)
      let square = u * u + v * v
      guard square > 0, square < 1 else { continue }
      let factor = (-2 * log(square) / square).squareRoot()
      spare = factor * v
      return standardDeviation * factor * u
    }
  }

  mutating func shuffle(_ order: inout [Int]) {
    for place in order.indices.reversed() { order.swapAt(place, integer(below: place + 1)) }
  }
}
