import Foundation

/// The slope of a function that is applied to each value by itself, and what is taken for it by mistake.
struct Activation: Sendable {
  typealias Slope = (text: String, value: @Sendable (Double) -> Double)

  let slope: Slope
  let mistaken: [Slope]

  static let all: [Activation] = [
    Activation(
      slope: ("1 − tanh²", { 1 - tanh($0) * tanh($0) }),
      mistaken: [
        ("1", { _ in 1 }), ("tanh", { tanh($0) }), ("1 − tanh", { 1 - tanh($0) }),
        ("1 + tanh²", { 1 + tanh($0) * tanh($0) }), ("1 − x²", { 1 - $0 * $0 }),
        ("1 − tanh² of the output", { 1 - tanh(tanh($0)) * tanh(tanh($0)) }),
      ]),
    Activation(
      slope: ("σ(1 − σ)", { σ($0) * (1 - σ($0)) }),
      mistaken: [
        ("1", { _ in 1 }), ("σ", { σ($0) }), ("1 − σ", { 1 - σ($0) }),
        ("σ(1 + σ)", { σ($0) * (1 + σ($0)) }), ("x(1 − x)", { $0 * (1 - $0) }),
        ("σ(1 − σ) of the output", { σ(σ($0)) * (1 - σ(σ($0))) }),
      ]),
    Activation(
      slope: ("σ", { σ($0) }),
      mistaken: [
        ("1", { _ in 1 }), ("σ of the output", { σ(log1p(exp($0))) }),
        ("σ(1 − σ)", { σ($0) * (1 - σ($0)) }),
      ]),
    Activation(
      slope: ("σ + x·σ(1 − σ)", { σ($0) + $0 * σ($0) * (1 - σ($0)) }),
      mistaken: [
        ("σ", { σ($0) }), ("x·σ(1 − σ)", { $0 * σ($0) * (1 - σ($0)) }),
        ("σ + σ(1 − σ)", { σ($0) + σ($0) * (1 - σ($0)) }),
      ]),
    Activation(
      slope: ("Φ + x·φ", { Φ($0) + $0 * φ($0) }),
      mistaken: [("Φ", { Φ($0) }), ("x·φ", { $0 * φ($0) }), ("Φ + φ", { Φ($0) + φ($0) })]),
    Activation(
      slope: ("φ", { φ($0) }),
      mistaken: [("Φ", { Φ($0) }), ("φ(√2·x)", { φ(2.0.squareRoot() * $0) })]),
    Activation(
      slope: ("cos", { cos($0) }), mistaken: [("sin", { sin($0) }), ("−sin", { -sin($0) })]),
    Activation(
      slope: ("−sin", { -sin($0) }), mistaken: [("cos", { cos($0) }), ("−cos", { -cos($0) })]),
  ]

  private static func σ(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
  private static func φ(_ x: Double) -> Double { exp(-x * x / 2) / (2 * .pi).squareRoot() }
  private static func Φ(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }
}
