import Foundation
import Tensors

/// What `numpy.random` draws after `numpy.random.seed`, number for number.
///
/// Sources: Matsumoto, Nishimura: "Mersenne twister", ACM TOMACS 1998, with the initialization of 2002; normal numbers
/// by Marsaglia's polar method, two at a time, the second of them first.
struct NumPyGenerator {
  private var state: [UInt32]
  private var position = 624
  private var spare: Double?

  init(seed: UInt32) {
    state = [seed]
    for i in 1..<624 {
      let last = state[i - 1]
      state.append(1_812_433_253 &* (last ^ (last >> 30)) &+ UInt32(i))
    }
  }

  private mutating func bits() -> UInt32 {
    if position == 624 {
      for i in 0..<624 {
        let joined = (state[i] & 0x8000_0000) | (state[(i + 1) % 624] & 0x7fff_ffff)
        state[i] = state[(i + 397) % 624] ^ (joined >> 1) ^ (joined & 1 == 0 ? 0 : 0x9908_b0df)
      }
      position = 0
    }
    var x = state[position]
    position += 1
    x ^= x >> 11
    x ^= (x << 7) & 0x9d2c_5680
    x ^= (x << 15) & 0xefc6_0000
    return x ^ (x >> 18)
  }

  /// `rand`: 53 bits of two draws.
  mutating func uniform() -> Double {
    let high = Double(bits() >> 5)
    return (high * 0x1p26 + Double(bits() >> 6)) * 0x1p-53
  }

  /// `randn`
  mutating func normal() -> Double {
    if let spare {
      self.spare = nil
      return spare
    }
    while true {
      let (x, y) = (2 * uniform() - 1, 2 * uniform() - 1)
      let square = x * x + y * y
      guard square < 1, square > 0 else { continue }
      let factor = (-2 * log(square) / square).squareRoot()
      spare = factor * x
      return factor * y
    }
  }

  /// `randint`: the lowest bits of a draw, until they are below the bound.
  mutating func integer(below bound: UInt32) -> Int {
    let mask = UInt32.max >> (bound - 1).leadingZeroBitCount
    while true {
      let drawn = bits() & mask
      if drawn < bound { return Int(drawn) }
    }
  }

  mutating func normals(_ shape: Shape) -> Tensor<Double> {
    Tensor(shape, (0..<shape.count).map { _ in normal() })
  }

  mutating func labels(_ count: Int, of classes: UInt32) -> [Int] {
    (0..<count).map { _ in integer(below: classes) }
  }

  /// 1/p where a number is kept, else 0.
  mutating func mask(_ shape: Shape, keeping p: Double) -> Tensor<Double> {
    Tensor(shape, (0..<shape.count).map { _ in uniform() < p ? 1 / p : 0 })
  }
}
