/// The one change that a finding advises, where it can be made without a person.
public enum Remedy: Sendable, Codable, Hashable, CustomStringConvertible {
  case learningRate(rate: Double)
  case normalizedInputs
  /// Weights drawn by fan-in.
  case initialization
  /// The strength of regularization, divided.
  case weakerRegularization(factor: Double)

  public var description: String {
    switch self {
    case .learningRate(let rate): "a learning rate of \(rate.short)"
    case .normalizedInputs: "normalized inputs"
    case .initialization: "weights drawn by He"
    case .weakerRegularization(let factor): "a regularization \(factor.oneDigit) times weaker"
    }
  }
}
