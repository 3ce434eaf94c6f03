import GradientChecking
import Testing

/// A function with its right gradient, and the wrong ones that must not pass beside it.
struct Twins: Sendable, CustomTestStringConvertible {
  let name: String
  let point: [Double]
  var accuracy = 0.0
  let value: @Sendable ([Double]) throws -> Double
  var gradient: @Sendable ([Double]) throws -> [Double]
  /// Changes to the gradient that are mistakes here.
  var mistakes: [Mistake] = Mistake.usual

  var testDescription: String { name }

  /// A change to the right gradient.
  enum Mistake: Sendable, CaseIterable {
    case zero
    case sign
    case double
    /// An error of 1 % in the largest entry.
    case percent

    static let usual = allCases

    func change(_ gradient: [Double]) -> [Double] {
      switch self {
      case .zero: return gradient.map { _ in 0 }
      case .sign: return gradient.map { -$0 }
      case .double: return gradient.map { 2 * $0 }
      case .percent:
        let largest = gradient.indices.max { gradient[$0].magnitude < gradient[$1].magnitude }!
        var gradient = gradient
        gradient[largest] *= 1.01
        return gradient
      }
    }
  }

  /// The report on the gradient, changed by a mistake unless that is nil.
  func report(_ mistake: Mistake?, seed: UInt64 = 0) throws -> GradientReport {
    var configuration = CheckConfiguration()
    configuration.accuracy = accuracy
    configuration.seed = seed
    configuration.namesMistakes = false
    let gradient = gradient
    return try GradientChecker(configuration).check(
      ClosureFunction(
        at: point, value: value,
        gradient: { x in
          let right = try gradient(x)
          return mistake?.change(right) ?? right
        }), named: name)
  }
}

extension GradientReport {
  /// Whether the gradient is called wrong, not only unsettled.
  var isCalledWrong: Bool {
    probes.contains { !$0.isKept }
      || blocks.contains { block in
        block.direction.status.isFailure
          || [Status.disagree, .jump].contains { block.count(of: $0) > 0 }
      }
      || parts.contains(where: \.isCalledWrong)
  }

  /// What a failed expectation says.
  var summary: String {
    let blocks = blocks.map { block in
      "\(block.name): \(block.counts) \(block.worst.prefix(3).map { "\($0.index) \($0.status) \($0.analytic) \($0.numeric) ±\($0.error) \($0.explanation ?? "")" })"
        + " direction \(block.direction.status) \(block.direction.analytic) \(block.direction.numeric) ±\(block.direction.error) \(block.notes)"
    }
    return "\(self) \(probes.filter { !$0.isKept }) \(blocks) \(warnings) \(parts.map(\.summary))"
  }
}
