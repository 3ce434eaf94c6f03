import GSL
import RealModule
import Tensors

/// How the next token is chosen by scores.
public enum Sampling: Sendable, Hashable {
  /// The likeliest; of equal ones the first.
  case greedy
  /// By probability, softmax(scores / temperature): below 1 the likely ones more often, above 1 less.
  case random(temperature: Double)

  /// The token that is chosen.
  public func token(_ scores: [some TensorScalar], from generator: RandomGenerator) -> Int {
    precondition(!scores.isEmpty, "a choice among none")
    switch self {
    case .greedy: return scores.indices.max { scores[$0] < scores[$1] }!
    case .random(let temperature):
      precondition(temperature > 0, "the temperature is positive")
      let scaled = scores.map { Double($0) / temperature }
      let largest = scaled.max()!
      let weights = scaled.map { Double.exp($0 - largest) }
      var rest = generator.uniform() * weights.reduce(0, +)
      for (token, weight) in weights.enumerated() {
        rest -= weight
        if rest < 0 { return token }
      }
      return weights.indices.last { weights[$0] > 0 }!
    }
  }
}
