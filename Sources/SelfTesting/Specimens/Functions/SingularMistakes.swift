import Foundation
import GradientChecking

extension Specimen {
  /// Mistakes where a formula divides zero by zero.
  static var singular: [Specimen] {
    normAtZero + normalization + products
  }

  /// |x| at 0, where any vector no longer than 1 is a subgradient.
  private static var normAtZero: [Specimen] {
    var mistakes = FunctionMistakes(
      "norm", of: Variable("x", values: [0, 0]),
      is: { p in [(p[0][0] * p[0][0] + p[0][1] * p[0][1]).squareRoot()] },
      branches: { p in [p[0] == [0, 0] ? 0 : 1] },
      pullback: { u, p in
        let norm = (p[0][0] * p[0][0] + p[0][1] * p[0][1]).squareRoot()
        return Point([p[0].map { norm > 0 ? u[0] * $0 / norm : 0 }])
      })
    mistakes.add("not a number at 0", .notFinite("x = 0"), in: "x", seen: "pytorch#2421") { u, p in
      let norm = (p[0][0] * p[0][0] + p[0][1] * p[0][1]).squareRoot()
      return Point([p[0].map { u[0] * $0 / norm }])
    }
    mistakes.add(
      "longer than 1 at 0", .place("x = 0"), in: "x", seen: "pytorch#2421", dilutable: false
    ) { u, _ in Point([[u[0], u[0]]])
    }
    mistakes.add("twice as steep as any side", .place("x = 0"), in: "x", dilutable: false) { u, _ in
      Point([[2 * u[0], 0]])
    }
    return mistakes.specimens
  }

  /// x / √(Σx² + ε), with ε = 0.1; and x / max(|x|, ε) at 0.
  private static var normalization: [Specimen] {
    @Sendable func pullback(_ u: [Double], _ x: [Double], _ epsilon: Double) -> [Double] {
      let square = x.reduce(0) { $0 + $1 * $1 }
      let norm = (square + epsilon).squareRoot()
      let along = zip(u, x).reduce(0) { $0 + $1.0 * $1.1 } / (square + epsilon)
      return zip(u, x).map { ($0 - along * $1) / norm }
    }
    var mistakes = FunctionMistakes(
      "normalize", of: .random("x", [4], seed: 1),
      is: { p in
        let norm = (p[0].reduce(0) { $0 + $1 * $1 } + 0.1).squareRoot()
        return p[0].map { $0 / norm }
      },
      pullback: { u, p in Point([pullback(u, p[0], 0.1)]) },
      knowing: { _, _, facts in
        let other = SmallFunction(
          variables: [.random("x", [4], seed: 1)],
          outputs: { p in
            let norm = p[0].reduce(0) { $0 + $1 * $1 }.squareRoot()
            return p[0].map { $0 / norm }
          }, pullbackAt: { _, p in p })
        facts.variants = [.init("ε = 0.1", .epsilon, other)]
      })
    mistakes.add("as if ε were 0", .epsilon(0.1), in: "x", seen: "chainer#4190") { u, p in
      Point([pullback(u, p[0], 0)])
    }
    mistakes.add("the norm taken for a constant", .missing("x"), in: "x") { u, p in
      let norm = (p[0].reduce(0) { $0 + $1 * $1 } + 0.1).squareRoot()
      return Point([u.map { $0 / norm }])
    }
    var atZero = FunctionMistakes(
      "normalize", of: Variable("x", values: [0, 0, 0]),
      is: { p in
        let norm = max(0.1, p[0].reduce(0) { $0 + $1 * $1 }.squareRoot())
        return p[0].map { $0 / norm }
      },
      pullback: { u, _ in Point([u.map { 10 * $0 }]) })
    atZero.add("not a number at 0", .notFinite("x = 0"), in: "x", seen: "keras#23075") { u, p in
      let norm = p[0].reduce(0) { $0 + $1 * $1 }.squareRoot()
      return Point([zip(u, p[0]).map { $0 / 0.1 * ($1 / norm) }])
    }
    return mistakes.specimens + atZero.specimens
  }

  /// Πx and its running products, with a zero among the factors.
  private static var products: [Specimen] {
    let values = [1.5, 0, -2, 0.7]
    @Sendable func product(_ x: [Double], without i: Int, upTo end: Int) -> Double {
      (0..<end).reduce(1) { $1 == i ? $0 : $0 * x[$1] }
    }
    var one = FunctionMistakes(
      "product", of: Variable("x", values: values), is: { p in [p[0].reduce(1, *)] },
      pullback: { u, p in Point([(0..<4).map { u[0] * product(p[0], without: $0, upTo: 4) }]) })
    one.add(
      "the product divided by each factor", .notFinite("x = 0"), in: "x", seen: "tinygrad#17404"
    ) { u, p in Point([p[0].map { u[0] * p[0].reduce(1, *) / $0 }])
    }
    one.add("zero where a factor is zero", .zero("x = 0"), in: "x", seen: "tensorflow#119430") {
      u, _ in
      Point([[0, 0, 0, 0]])
    }
    var running = FunctionMistakes(
      "cumulative-product", of: Variable("x", values: values),
      is: { p in (1...4).map { product(p[0], without: -1, upTo: $0) } },
      pullback: { u, p in
        Point([
          (0..<4).map { i in
            (i..<4).reduce(0) { $0 + u[$1] * product(p[0], without: i, upTo: $1 + 1) }
          }
        ])
      })
    running.add("zero behind a zero", .zero("x = 0"), in: "x", seen: "tensorflow#119430") { u, p in
      Point([
        (0..<4).map { i in
          (i..<4).reduce(0) {
            $0 + (p[0][i] == 0 ? 0 : u[$1] * product(p[0], without: -1, upTo: $1 + 1) / p[0][i])
          }
        }
      ])
    }
    return one.specimens + running.specimens
  }
}
