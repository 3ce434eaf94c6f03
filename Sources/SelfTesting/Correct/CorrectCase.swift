import Foundation
import GSL
import GradientChecking
import LayerChecking
import Layers
import Tensors

/// A right gradient that the checker must not call wrong, drawn by its number: which layer, loss or
/// regularizer, in which precision, of which shape, how large, and whether on kinks and ties.
public struct CorrectCase: Sendable {
  public let number: Int
  /// The layer, loss or regularizer: "conv2d".
  public let subject: String
  public let title: String
  let map: any DifferentiableMap

  /// Inputs of 1e-6 to 1e6.
  private static let exponents = -6...6

  /// The case of this number; neighbors are of different kinds, and every kind meets every size.
  public init(number: Int, seed: UInt64) {
    let kinds = CorrectKind.allCases
    let round = number / kinds.count
    self.init(
      kinds[number % kinds.count],
      exponent: Self.exponents.lowerBound + round % Self.exponents.count,
      isFloat: round / Self.exponents.count % 3 == 2, number: number, seed: seed)
  }

  /// The case of a kind and a size, which stays the same when kinds are added.
  init(_ kind: CorrectKind, exponent: Int, isFloat: Bool, number: Int, seed: UInt64) {
    let key = RandomKey(seed).derived(number)
    let subject =
      isFloat
      ? Draw<Float>(exponent, key).subject(kind) : Draw<Double>(exponent, key).subject(kind)
    self.number = number
    self.subject = kind.name
    title = "\(subject.title), size 1e\(exponent), \(isFloat ? "float" : "double")"
    map = subject.map
  }
}
