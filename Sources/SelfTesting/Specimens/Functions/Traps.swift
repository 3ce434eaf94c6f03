import GSL
import GradientChecking

extension Specimen {
  /// What other checkers are known to fall for; `Tests/Benchmarks/Peers` asks them the same.
  static var traps: [Specimen] { kinks + scales + unrepeatable + needle + discontinuous }

  private static var kinks: [Specimen] {
    var one = FunctionMistakes(
      "trap", of: Variable("x", values: [0.02]), is: { p in [max(0, p[0][0])] },
      pullback: { u, _ in Point([u]) })
    one.add("ReLU at 0.02 with the slope that Ridders' method finds", .scale(0.57), in: "x") {
      u, _ in
      Point([[0.57 * u[0]]])
    }
    // relu(W₂·relu(W₁·x + b) + x) with its sixty kinks within 1e-4.
    let block = ResidualBlock(seed: 3, spread: 1e-4)
    var residual = FunctionMistakes(
      "trap", of: Variable("x", values: block.x), is: { block.outputs($0[0]) },
      branches: { block.branches($0[0]) },
      pullback: { u, p in Point([block.pullback(u, p[0])]) })
    residual.add("a residual block among kinks, off by 1 %", .scale(1.01), in: "x") { u, p in
      Point([block.pullback(u, p[0]).map { 1.01 * $0 }])
    }
    return one.specimens + residual.specimens
  }

  private static var scales: [Specimen] {
    let slopes = [1e-6, 2e-6, -3e-6]
    var large = FunctionMistakes(
      "trap", of: Variable("x", values: [1, 2, 3]),
      is: { p in [zip(slopes, p[0]).reduce(1e6) { $0 + $1.0 * $1.1 }] },
      pullback: { u, _ in Point([slopes.map { u[0] * $0 }]) })
    large.add("loss 1e6, gradients of 1e-6 twice as large", .scale(2), in: "x", dilutable: false) {
      u, _ in
      Point([slopes.map { 2 * u[0] * $0 }])
    }
    var constant = FunctionMistakes(
      "trap", of: Variable("x", values: [1, -2, 0.5]), is: { _ in [4] },
      pullback: { _, _ in Point([[0, 0, 0]]) })
    constant.add("a constant with a gradient", .place("x[0]"), in: "x") { u, _ in
      Point([[1e-3 * u[0], 0, 0]])
    }
    return large.specimens + constant.specimens
  }

  private static var unrepeatable: [Specimen] {
    var mistakes = FunctionMistakes(
      "trap", of: .random("x", [5], seed: 1), is: { p in p[0].map { $0 * $0 } },
      pullback: { u, p in Point([zip(u, p[0]).map { 2 * $0 * $1 }]) })
    mistakes.addRemembering("a gradient that accumulates", .state("accumulated"), in: "x") {
      let sum = Memory([Double](repeating: 0, count: 5))
      return { u, p in
        let old = sum.exchange([])
        let new = (0..<5).map { old[$0] + 2 * u[$0] * p[0][$0] }
        _ = sum.exchange(new)
        return Point([new])
      }
    }
    mistakes.addRemembering("the gradient of the call before", .state("previous call"), in: "x") {
      let last = Memory<[Double]?>(nil)
      return { u, p in
        let new = (0..<5).map { 2 * u[$0] * p[0][$0] }
        return Point([last.exchange(new) ?? new])
      }
    }
    let random = Specimen(
      subject: "trap", title: "fresh random numbers at each call",
      mistake: .noGradient("random"), threads: [], culprits: ["x"], right: nil,
      wrong: {
        let calls = Memory(0)
        return SmallFunction(
          variables: [Variable("x", values: [0.3, -1])],
          outputs: { p in
            let number = calls.exchange(0) + 1
            _ = calls.exchange(number)
            let generator = RandomGenerator(RandomKey(5).derived(number))
            return p[0].map { $0 + generator.normal() }
          }, pullbackAt: { u, _ in Point([u]) })
      }, isDilutable: false)
    return mistakes.specimens + [random]
  }

  private static var needle: [Specimen] {
    let count = 100_000
    let values = RandomGenerator(seed: 8).normals(count)
    var mistakes = FunctionMistakes(
      "trap", of: Variable("x", values: values), is: { p in p[0].map { $0 * $0 } },
      pullback: { u, p in Point([zip(u, p[0]).map { 2 * $0 * $1 }]) })
    for error in [1, 1e-4, 1e-6] {
      mistakes.add(
        "one entry of 100,000 off by \(error) of the largest", .place("x[77777]"), in: "x",
        dilutable: false
      ) { u, p in
        var dx = zip(u, p[0]).map { 2 * $0 * $1 }
        dx[77_777] += error * (dx.max { $0.magnitude < $1.magnitude } ?? 0)
        return Point([dx])
      }
    }
    return mistakes.specimens
  }

  private static var discontinuous: [Specimen] {
    let step = Specimen(
      subject: "trap", title: "a jump at the point", mistake: .noGradient("jump"), threads: [],
      culprits: ["x"], right: nil,
      wrong: {
        SmallFunction(
          variables: [Variable("x", values: [0])], outputs: { p in [p[0][0] >= 0 ? 1 : 0] },
          pullbackAt: { _, _ in Point([[0]]) })
      }, isDilutable: false)
    return [step]
  }
}
