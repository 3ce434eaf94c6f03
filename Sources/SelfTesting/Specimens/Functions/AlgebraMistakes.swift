import GradientChecking

extension Specimen {
  /// Mistakes in sums and products of arrays.
  static var algebra: [Specimen] {
    broadcasting + mean + groupMean + maskedLoss + batchedProduct + sharedNode
  }

  /// x [4, 3] plus a row [3].
  private static var broadcasting: [Specimen] {
    var mistakes = FunctionMistakes(
      "broadcast", of: .random("x", [4, 3], seed: 1), .random("row", [3], seed: 2),
      is: { p in p[0].enumerated().map { $1 * p[1][$0 % 3] } },
      pullback: { u, p in
        Point([
          u.enumerated().map { $1 * p[1][$0 % 3] },
          (0..<3).map { j in sum(0..<4) { u[$0 * 3 + j] * p[0][$0 * 3 + j] } },
        ])
      })
    mistakes.add(
      "not reduced over the broadcast axis", .place("row 0 only"), in: "row", seen: "nd4j#2424"
    ) { u, p in
      Point([u.enumerated().map { $1 * p[1][$0 % 3] }, (0..<3).map { u[$0] * p[0][$0] }])
    }
    mistakes.add(
      "reduced over everything", .layout("no axis"), in: "row", seen: "lightning-thunder#290"
    ) { u, p in
      let total = sum(0..<12) { u[$0] * p[0][$0] }
      return Point([u.enumerated().map { $1 * p[1][$0 % 3] }, [total, total, total]])
    }
    return mistakes.specimens
  }

  /// The mean over the outer axis of [4, 3].
  private static var mean: [Specimen] {
    var mistakes = FunctionMistakes(
      "mean", of: .random("x", [4, 3], seed: 1),
      is: { p in (0..<3).map { j in sum(0..<4) { p[0][$0 * 3 + j] } / 4 } },
      pullback: { u, _ in Point([(0..<12).map { u[$0 % 3] / 4 }]) },
      knowing: { _, _, facts in
        facts.quantities = [
          .init("N", "the number of rows", 4), .init("D", "the number of columns", 3),
        ]
      })
    mistakes.add(
      "divided by the number of all elements", .scale(dividedBy: "D", 3), in: "x", seen: "shumai#74"
    ) { u, _ in Point([(0..<12).map { u[$0 % 3] / 12 }])
    }
    mistakes.add("not divided", .scale(times: "N", 4), in: "x") { u, _ in
      Point([(0..<12).map { u[$0 % 3] }])
    }
    mistakes.add(
      "spread along the other axis", .layout("transposed"), in: "x", seen: "shumai#74"
    ) { u, _ in Point([(0..<12).map { u[$0 / 4] / 4 }])
    }
    return mistakes.specimens
  }

  /// Six numbers less the mean of their group of three.
  private static var groupMean: [Specimen] {
    @Sendable func centered(_ x: [Double], group: Int) -> [Double] {
      x.indices.map { i in
        let start = i / group * group
        return x[i] - sum(start..<start + group) { x[$0] } / Double(group)
      }
    }
    var mistakes = FunctionMistakes(
      "group-mean", of: .random("x", [6], seed: 1), is: { p in centered(p[0], group: 3) },
      pullback: { u, _ in Point([centered(u, group: 3)]) },
      knowing: { _, _, facts in
        let one = SmallFunction(
          variables: [.random("x", [6], seed: 1)], outputs: { p in centered(p[0], group: 6) },
          pullbackAt: { _, p in p })
        facts.variants = [.init("no groups", .layout, one)]
      })
    mistakes.add("the group size ignored", .layout("no groups"), in: "x", seen: "mamba#547") {
      u, _ in
      Point([centered(u, group: 6)])
    }
    return mistakes.specimens
  }

  /// The mean square over the samples that are not ignored.
  private static var maskedLoss: [Specimen] {
    let kept = [1.0, 0, 1, 1, 0]
    var mistakes = FunctionMistakes(
      "masked-loss", of: .random("x", [5], seed: 1),
      is: { p in [sum(0..<5) { kept[$0] * p[0][$0] * p[0][$0] } / 3] },
      pullback: { u, p in Point([(0..<5).map { u[0] * 2 / 3 * kept[$0] * p[0][$0] }]) },
      knowing: { _, _, facts in
        facts.quantities = [
          .init("samples", "the number of samples", 5),
          .init("kept", "the number of those that count", 3),
        ]
        facts.places = [.init("ignored", in: "x", [1, 4])]
      })
    mistakes.add(
      "the ignored samples have a gradient", .place("ignored"), in: "x", seen: "Paddle#28622"
    ) { u, p in Point([p[0].map { u[0] * 2 / 3 * $0 }])
    }
    mistakes.add(
      "divided by all samples", .scale("samples for kept", 0.6), in: "x", seen: "Paddle#28622"
    ) {
      u, p in
      Point([(0..<5).map { u[0] * 2 / 5 * kept[$0] * p[0][$0] }])
    }
    return mistakes.specimens
  }

  /// Two products a·b of [2, 2] matrices.
  private static var batchedProduct: [Specimen] {
    /// Σₖ over the 2×2 matrices at one place, each read by its own index.
    @Sendable func product(
      _ a: [Double], _ b: [Double], _ aIndex: (Int, Int) -> Int, _ bIndex: (Int, Int) -> Int
    ) -> [Double] {
      (0..<8).map { at in
        let (n, i, j) = (at / 4 * 4, at % 4 / 2, at % 2)
        return sum(0..<2) { a[n + aIndex(i, $0)] * b[n + bIndex($0, j)] }
      }
    }
    @Sendable func plain(_ i: Int, _ j: Int) -> Int { 2 * i + j }
    @Sendable func turned(_ i: Int, _ j: Int) -> Int { 2 * j + i }
    var mistakes = FunctionMistakes(
      "batched-product", of: .random("a", [2, 2, 2], seed: 1), .random("b", [2, 2, 2], seed: 2),
      is: { p in product(p[0], p[1], plain, plain) },
      pullback: { u, p in
        Point([product(u, p[1], plain, turned), product(p[0], u, turned, plain)])
      },
      knowing: { _, _, facts in
        for name in ["a", "b"] { facts.axes[name] = ["matrix", "row", "column"] }
      })
    mistakes.add(
      "da without the transpose", .layout("transposed"), in: "a", seen: "flashlight#760"
    ) { u, p in Point([product(u, p[1], plain, plain), product(p[0], u, turned, plain)])
    }
    mistakes.add(
      "db of the first matrix for both", .layout("matrix 0 for all"), in: "b",
      seen: "flashlight#760"
    ) { u, p in
      let db = product(p[0], u, turned, plain)
      return Point([product(u, p[1], plain, turned), Array(db[..<4] + db[..<4])])
    }
    return mistakes.specimens
  }

  /// x·sin x + x, where x is used three times.
  private static var sharedNode: [Specimen] {
    var mistakes = FunctionMistakes(
      "shared-node", of: .random("x", [6], seed: 1), is: { p in p[0].map { $0 * $0 * $0 + $0 } },
      pullback: { u, p in Point([zip(u, p[0]).map { $0 * (3 * $1 * $1 + 1) }]) },
      knowing: { u, p, facts in
        facts.terms = [
          .init("branch", of: "x", zip(u, p[0]).map { 3 * $0 * $1 * $1 }),
          .init("skip", of: "x", u),
        ]
      })
    mistakes.add("the skip connection dropped", .missing("g"), in: "x", seen: "TrenTorch#182") {
      u, p in Point([zip(u, p[0]).map { $0 * 3 * $1 * $1 }])
    }
    mistakes.add("only the last use counted", .missing("derivative"), in: "x", seen: "mxnet#9497") {
      u, _ in
      Point([u])
    }
    mistakes.addRemembering(
      "scratch of a disabled branch left behind", .state("left over"), in: "x", seen: "caffe#2895"
    ) {
      let scratch = Memory([Double](repeating: 0, count: 6))
      return { u, p in
        let old = scratch.exchange(u)
        return Point([zip(zip(u, p[0]).map { $0 * (3 * $1 * $1 + 1) }, old).map { $0 + $1 }])
      }
    }
    return mistakes.specimens
  }
}
