import Foundation
import GradientChecking

extension Specimen {
  /// Mistakes around logarithms and exponentials.
  static var exponentials: [Specimen] { logarithms + logSumExp + softplusAtZero }

  /// x·log y, which is 0 at x = 0.
  private static var logarithms: [Specimen] {
    var mistakes = FunctionMistakes(
      "xlogy", of: Variable("y", values: [0.5, 2, 3]),
      is: { p in zip([0, 1.5, -2], p[0]).map { $0 == 0 ? 0 : $0 * log($1) } },
      pullback: { u, p in Point([zip(u, zip([0, 1.5, -2], p[0])).map { $0 * $1.0 / $1.1 }]) },
      knowing: { _, p, facts in
        facts.places = [.init("x = 0", in: "y", [0])]
        facts.fields = [.init("log y", of: "y", p[0].map { log($0) })]
      })
    mistakes.add(
      "not a number where x is 0", .notFinite("x = 0"), in: "y", seen: "pytorch#80770",
      "tensorflow#119476"
    ) { u, p in
      Point([zip(u, zip([0, 1.5, -2], p[0])).map { u, xy in u * xy.0 * (xy.0 / xy.0) / xy.1 }])
    }
    mistakes.add("log y for its derivative", .missing("derivative"), in: "y") { u, p in
      Point([zip(u, zip([0, 1.5, -2], p[0])).map { $0 * $1.0 * log($1.1) }])
    }
    return mistakes.specimens
  }

  /// log Σ eˣ over three of four numbers.
  private static var logSumExp: [Specimen] {
    let mask = [1.0, 0, 1, 1]
    @Sendable func sum(_ x: [Double]) -> Double { zip(mask, x).reduce(0) { $0 + $1.0 * exp($1.1) } }
    var mistakes = FunctionMistakes(
      "logsumexp", of: .random("x", [4], seed: 1), is: { p in [log(sum(p[0]))] },
      pullback: { u, p in Point([zip(mask, p[0]).map { u[0] * $0 * exp($1) / sum(p[0]) }]) },
      knowing: { _, _, facts in
        facts.places = [.init("masked", in: "x", [1])]
        let unmasked = SmallFunction(
          variables: [.random("x", [4], seed: 1)],
          outputs: { p in [log(p[0].reduce(0) { $0 + exp($1) })] },
          pullbackAt: { _, p in p })
        facts.variants = [.init("masked", .place, unmasked)]
      })
    mistakes.add(
      "not a number where masked", .notFinite("masked"), in: "x", seen: "jax#23842", "jax#22398"
    ) { u, p in
      Point([zip(mask, p[0]).map { u[0] * exp($1 + log($0) - log($0) + log($0)) / sum(p[0]) }])
    }
    mistakes.add("the masked number counted", .place("masked"), in: "x", seen: "jax#22398") {
      u, p in
      let all = p[0].reduce(0) { $0 + exp($1) }
      return Point([p[0].map { u[0] * exp($0) / all }])
    }
    return mistakes.specimens
  }

  /// log(1 + eˣ) as max(x, 0) + log(1 + e^−|x|), whose parts have a kink that the sum has not.
  private static var softplusAtZero: [Specimen] {
    var mistakes = FunctionMistakes(
      "softplus", of: Variable("x", values: [0, 0.7, -1.2]),
      is: { p in p[0].map { max($0, 0) + log1p(exp(-$0.magnitude)) } },
      pullback: { u, p in Point([zip(u, p[0]).map { $0 / (1 + exp(-$1)) }]) })
    mistakes.add("0 at 0, from the kinks of its parts", .zero("x = 0"), in: "x", seen: "jax#2107") {
      u, p in Point([zip(u, p[0]).map { $1 == 0 ? 0 : $0 / (1 + exp(-$1)) }])
    }
    mistakes.add("the local slope only", .upstream("ignored"), in: "x", seen: "nd4j#2410") { _, p in
      Point([p[0].map { 1 / (1 + exp(-$0)) }])
    }
    return mistakes.specimens
  }
}
