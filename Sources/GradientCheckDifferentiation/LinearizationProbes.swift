import GradientChecking
import _Differentiation

/// What the callers of a pullback rely on, and finite differences do not show.
struct LinearizationProbes<Result: Coordinated> {
  let plain: Result
  let linearization: (Result, (Result.TangentVector) -> [[Double]])
  /// What the same numbers, added in another order, may differ by, relative to the largest.
  let tolerance: Double

  func run() -> [ContractProbe] {
    let (result, pullback) = linearization
    let blocks = result.blocks
    // Without zeros and ones, and of both signs.
    let cotangent = blocks.map { block in
      block.values.indices.map { ($0 % 2 == 0 ? 1 : -1) * (0.6 + 0.31 * Double($0 % 5)) }
    }
    let zeros = blocks.map { $0.values.map { _ in 0.0 } }
    let first = pullback(result.tangent(cotangent[...]))
    let second = pullback(result.tangent(cotangent[...]))
    return [
      ContractProbe(
        "the value with the pullback is that of the plain call",
        violation: difference(
          blocks.map(\.values), plain.blocks.map(\.values),
          { "it is \($0) with the pullback, \($1) without" })),
      ContractProbe(
        "a pullback may be called again",
        violation: difference(
          first, second, { "a gradient is \($0) at first, \($1) when it is called again" })),
      ContractProbe(
        "zero is pulled back to zero",
        violation: nonzero(pullback(.zero), of: ".zero")
          ?? nonzero(pullback(result.tangent(zeros[...])), of: "a cotangent of zeros")),
    ]
  }

  private func difference(
    _ one: [[Double]], _ other: [[Double]], _ text: (Double, Double) -> String
  ) -> String? {
    guard one.map(\.count) == other.map(\.count) else {
      return "it has \(one.joined().count) numbers in one call, \(other.joined().count) in another"
    }
    let (one, other) = (Array(one.joined()), Array(other.joined()))
    let size = one.lazy.map(\.magnitude).filter(\.isFinite).max() ?? 0
    let place = one.indices.first {
      one[$0] != other[$0] && !(one[$0].isNaN && other[$0].isNaN)
        && !((one[$0] - other[$0]).magnitude <= tolerance * size)
    }
    return place.map { text(one[$0], other[$0]) }
  }

  private func nonzero(_ gradient: [[Double]], of cotangent: String) -> String? {
    // What is not finite has been told of by the probe that asks for it.
    gradient.joined().first { $0 != 0 && $0.isFinite }.map { "\(cotangent) gives \($0)" }
  }
}
