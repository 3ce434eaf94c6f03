import GradientChecking

extension Specimen {
  /// Mistakes in functions that pick and repeat: gather, upsampling, transposed convolution.
  static var indexing: [Specimen] { gather + padding + upsampling + transposedConvolution + select }

  /// Rows 1, 3, 1, 0, 3 of a table [4, 3].
  private static var gather: [Specimen] {
    let rows = [1, 3, 1, 0, 3]
    var mistakes = FunctionMistakes(
      "gather", of: .random("table", [4, 3], role: .parameter, seed: 1),
      is: { p in rows.flatMap { p[0][$0 * 3..<$0 * 3 + 3] } },
      pullback: { u, _ in
        var dx = [Double](repeating: 0, count: 12)
        for (i, u) in u.enumerated() { dx[rows[i / 3] * 3 + i % 3] += u }
        return Point([dx])
      },
      knowing: { _, _, facts in
        facts.places = [.init("repeated indices", in: "table", Set([3, 4, 5, 9, 10, 11]))]
      })
    mistakes.add(
      "repeated indices overwrite each other", .place("repeated indices"), in: "table",
      seen: "pytorch#1631", "Paddle#17662"
    ) { u, _ in
      var dx = [Double](repeating: 0, count: 12)
      for (i, u) in u.enumerated() { dx[rows[i / 3] * 3 + i % 3] = u }
      return Point([dx])
    }
    mistakes.add("in the order of the output", .layout("rows permuted"), in: "table") { u, _ in
      Point([Array(u[..<12])])
    }
    mistakes.addRemembering(
      "the buffer never zeroed", .state("accumulated"), in: "table", seen: "caffe#2895"
    ) {
      let buffer = Memory([Double](repeating: 0, count: 12))
      return { u, _ in
        var dx = buffer.exchange([])
        for (i, u) in u.enumerated() { dx[rows[i / 3] * 3 + i % 3] += u }
        _ = buffer.exchange(dx)
        return Point([dx])
      }
    }
    return mistakes.specimens
  }

  /// A table whose row 0 stands for padding: it is read as zeros.
  private static var padding: [Specimen] {
    let rows = [2, 0, 1, 0, 2]
    var mistakes = FunctionMistakes(
      "embedding", of: .random("table", [3, 2], role: .parameter, seed: 1),
      is: { p in rows.flatMap { $0 == 0 ? [0, 0] : p[0][$0 * 2..<$0 * 2 + 2] } },
      pullback: { u, _ in
        var dx = [Double](repeating: 0, count: 6)
        for (i, u) in u.enumerated() where rows[i / 2] != 0 { dx[rows[i / 2] * 2 + i % 2] += u }
        return Point([dx])
      })
    mistakes.add(
      "the padding's row has a gradient", .place("table, 0 along axis 0"), in: "table",
      seen: "pytorch#26302"
    ) { u, _ in
      var dx = [Double](repeating: 0, count: 6)
      for (i, u) in u.enumerated() { dx[rows[i / 2] * 2 + i % 2] += u }
      return Point([dx])
    }
    return mistakes.specimens
  }

  /// Each of five numbers three times.
  private static var upsampling: [Specimen] {
    var mistakes = FunctionMistakes(
      "upsampling", of: .random("x", [5], seed: 1), is: { p in (0..<15).map { p[0][$0 / 3] } },
      pullback: { u, _ in
        Point([(0..<5).map { i in sum(3 * i..<3 * i + 3) { u[$0] } }])
      },
      knowing: { _, _, facts in
        facts.quantities = [.init("copies", "how often each number is repeated", 3)]
        facts.outputShape = [5, 3]
        facts.outputAxes = ["number", "copy"]
      })
    mistakes.add("the first copy only", .place("copy 0 only"), in: "x", seen: "FlagGems#5218") {
      u, _ in
      Point([(0..<5).map { u[3 * $0] }])
    }
    mistakes.add("a mean over the copies", .scale(dividedBy: "copies", 3), in: "x") { u, _ in
      Point([(0..<5).map { i in sum(3 * i..<3 * i + 3) { u[$0] } / 3 }])
    }
    return mistakes.specimens
  }

  /// y[2i + k] += w[k]·x[i], with k below 3.
  private static var transposedConvolution: [Specimen] {
    var mistakes = FunctionMistakes(
      "transposed-conv1d", of: .random("x", [4], seed: 1),
      .random("w", [3], role: .parameter, seed: 2),
      is: { p in
        var y = [Double](repeating: 0, count: 9)
        for (i, k) in pairs(4, 3) { y[2 * i + k] += p[1][k] * p[0][i] }
        return y
      },
      pullback: { u, p in
        var (dx, dw) = ([0.0, 0, 0, 0], [0.0, 0, 0])
        for (i, k) in pairs(4, 3) {
          dx[i] += u[2 * i + k] * p[1][k]
          dw[k] += u[2 * i + k] * p[0][i]
        }
        return Point([dx, dw])
      })
    mistakes.add("a stride of 1 in dx", .layout("other outputs"), in: "x", seen: "pytorch#63314") {
      u, p in
      var (dx, dw) = ([0.0, 0, 0, 0], [0.0, 0, 0])
      for (i, k) in pairs(4, 3) {
        dx[i] += u[i + k] * p[1][k]
        dw[k] += u[2 * i + k] * p[0][i]
      }
      return Point([dx, dw])
    }
    return mistakes.specimens
  }

  /// a where a condition holds, else b.
  private static var select: [Specimen] {
    let condition = [true, false, false, true, false]
    var mistakes = FunctionMistakes(
      "select", of: .random("a", [5], seed: 1), .random("b", [5], seed: 2),
      is: { p in condition.indices.map { condition[$0] ? p[0][$0] : p[1][$0] } },
      pullback: { u, _ in
        Point([
          condition.indices.map { condition[$0] ? u[$0] : 0 },
          condition.indices.map { condition[$0] ? 0 : u[$0] },
        ])
      },
      knowing: { _, _, facts in
        facts.places = [
          .init("where not chosen", in: "a", [1, 2, 4]),
          .init("where not chosen", in: "b", [0, 3]),
        ]
      })
    mistakes.add(
      "the arguments exchanged", .layout("blocks exchanged"), in: "a", "b", seen: "pytorch#59615"
    ) { u, _ in
      Point([
        condition.indices.map { condition[$0] ? 0 : u[$0] },
        condition.indices.map { condition[$0] ? u[$0] : 0 },
      ])
    }
    mistakes.add("the condition ignored", .place("where not chosen"), in: "a", "b") { u, _ in
      Point([u, u])
    }
    return mistakes.specimens
  }
}
