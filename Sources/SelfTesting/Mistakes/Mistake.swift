import Foundation
import GradientChecking

/// The mistake in a specimen, as data: what a diagnosis ought to find out.
public struct Mistake: Sendable, Codable, Equatable {
  public let family: MistakeFamily
  /// What it is about: "N = 5", "γ", "transposed", "overlaps".
  public let quantity: String
  /// The wrong gradient over the right one, where that is one number.
  public let factor: Double?
  /// How much of the mistake there is: 1, or a share of it.
  public let share: Double

  init(
    _ family: MistakeFamily, _ quantity: String, factor: Double? = nil, share: Double = 1
  ) {
    self.family = family
    self.quantity = quantity
    self.factor = factor
    self.share = share
  }

  /// Multiplied by a number which has no name: −1, 2.
  static func scale(_ factor: Double) -> Mistake {
    Mistake(.scale, number(factor), factor: factor)
  }

  /// Multiplied by a quantity, as by "N", which is 5.
  static func scale(times name: String, _ value: Double) -> Mistake {
    Mistake(.scale, "\(name) = \(number(value))", factor: value)
  }

  /// Divided by a quantity.
  static func scale(dividedBy name: String, _ value: Double) -> Mistake {
    Mistake(.scale, "\(name) = \(number(value))", factor: 1 / value)
  }

  /// One quantity in the place of another: "D for N".
  static func scale(_ exchange: String, _ factor: Double? = nil) -> Mistake {
    Mistake(.scale, exchange, factor: factor)
  }

  static func missing(_ part: String) -> Mistake { Mistake(.missingPart, part) }
  static func layout(_ order: String) -> Mistake { Mistake(.layout, order) }
  static func place(_ place: String) -> Mistake { Mistake(.place, place) }
  static func state(_ source: String) -> Mistake { Mistake(.state, source) }
  static func upstream(_ use: String) -> Mistake { Mistake(.upstream, use) }
  static func zero(_ what: String) -> Mistake { Mistake(.zero, what, factor: 0) }
  static func notFinite(_ place: String) -> Mistake { Mistake(.notFinite, place) }
  static func epsilon(_ value: Double) -> Mistake { Mistake(.epsilon, "ε = \(number(value))") }
  static func precision(_ digits: String) -> Mistake { Mistake(.precision, digits) }
  static func noGradient(_ reason: String) -> Mistake { Mistake(.noGradient, reason) }

  /// What a share of the mistake looks like, where it strikes as widely as ever.
  func diluted(_ share: Double) -> Mistake {
    guard share != 1 else { return self }
    // Zeros at some places are a place, not a factor of all.
    if family == .zero, quantity.hasPrefix("x =") { return .place(quantity) }
    guard let factor else { return Mistake(family, quantity, share: share) }
    return .scale(1 + share * (factor - 1))
  }

  /// Whether a diagnosis says just this.
  func isNamed(by diagnosis: Diagnosis) -> Bool {
    guard isOfTheKind(of: diagnosis) else { return false }
    if family == .scale, factor != nil {
      return Double(quantity) != nil || diagnosis.quantity == quantity
    }
    // A single entry may have two names: its index, and what is special about it.
    let names = diagnosis.quantity.components(separatedBy: " · ")
    return names.contains(quantity)
  }

  /// Whether a diagnosis says something of the same family, and by the same factor where there is one.
  func isOfTheKind(of diagnosis: Diagnosis) -> Bool {
    let isZeroPlace = Set([family, diagnosis.family]) == [.place, .zero]
    guard diagnosis.family == family || isZeroPlace else { return false }
    guard family == .scale, let factor else { return true }
    return (((diagnosis.factor ?? .nan) - factor) / (factor - 1)).magnitude < 0.01
  }

  private static func number(_ value: Double) -> String { String(format: "%.4g", value) }
}
