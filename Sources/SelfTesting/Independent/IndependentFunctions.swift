import Foundation
import GradientChecking

extension Specimen {
  static var independentFunctions: [Specimen] {
    independentSelections + independentSums + independentProducts + independentNorms
      + independentPowers
  }

  private static var independentSelections: [Specimen] {
    let rows = [4, 1, 4, 0, 1]
    var gather = FunctionMistakes(
      "gather", of: .random("table", [6, 2], role: .parameter, seed: 161)
    ) { p in
      rows.flatMap { [p[0][2 * $0], p[0][2 * $0 + 1]] }
    } pullback: { u, p in
      var table = [Double](repeating: 0, count: 12)
      for (n, row) in rows.enumerated() { for d in 0..<2 { table[2 * row + d] += u[2 * n + d] } }
      return Point([table])
    }
    gather.add(
      "row that was looked up twice keeps the last gradient", .place("repeated rows"),
      in: "table", dilutable: false
    ) { u, p in
      var table = [Double](repeating: 0, count: 12)
      for (n, row) in rows.enumerated() { for d in 0..<2 { table[2 * row + d] = u[2 * n + d] } }
      return Point([table])
    }
    var clamp = FunctionMistakes("clamp", of: .random("x", [11], seed: 162)) { p in
      p[0].map { min(max($0, -0.8), 0.5) }
    } branches: { p in
      p[0].map { $0 < -0.8 ? 0 : $0 > 0.5 ? 2 : 1 }
    } pullback: { u, p in
      Point([zip(u, p[0]).map { $1 > -0.8 && $1 < 0.5 ? $0 : 0 }])
    }
    clamp.add(
      "gradient let through above the upper bound", .place("above the upper bound"), in: "x",
      dilutable: false
    ) { u, p in Point([zip(u, p[0]).map { $1 > -0.8 ? $0 : 0 }]) }
    let mask = [true, false, false, true, true, false, true]
    var choice = FunctionMistakes(
      "where", of: .random("a", [7], seed: 163), .random("b", [7], seed: 164)
    ) { p in
      (0..<7).map { mask[$0] ? p[0][$0] : p[1][$0] }
    } pullback: { u, p in
      Point([(0..<7).map { mask[$0] ? u[$0] : 0 }, (0..<7).map { mask[$0] ? 0 : u[$0] }])
    }
    choice.add(
      "whole gradient given to both choices", .missing("condition"), in: "a", "b",
      dilutable: false
    ) { u, p in Point([u, u]) }
    return gather.specimens + clamp.specimens + choice.specimens
  }

  private static var independentSums: [Specimen] {
    var upsampling = FunctionMistakes("upsampling", of: .random("x", [2, 3], seed: 165)) { p in
      (0..<54).map { p[0][$0 / 27 * 3 + $0 % 9 / 3] }
    } pullback: { u, p in
      Point([
        (0..<6).map { i in sum(0..<9) { u[(i / 3 * 3 + $0 / 3) * 9 + i % 3 * 3 + $0 % 3] } }
      ])
    }
    upsampling.add(
      "only the first of the 9 copies of a pixel counted", .place("first copy of 9"), in: "x",
      dilutable: false
    ) { u, p in Point([(0..<6).map { u[$0 / 3 * 27 + $0 % 3 * 3] }]) }
    var running = FunctionMistakes("cumulative sum", of: .random("x", [8], seed: 166)) { p in
      (0..<8).map { i in sum(0..<i + 1) { p[0][$0] } }
    } pullback: { u, p in
      Point([(0..<8).map { i in sum(i..<8) { u[$0] } }])
    }
    running.add(
      "g summed from the front instead of from the back", .layout("order not reversed"), in: "x",
      dilutable: false
    ) { u, p in Point([(0..<8).map { i in sum(0..<i + 1) { u[$0] } }]) }
    var mean = FunctionMistakes("mean over axis 1", of: .random("x", [3, 5], seed: 167)) { p in
      (0..<3).map { row in sum(0..<5) { p[0][row * 5 + $0] } / 5 }
    } pullback: { u, p in
      Point([(0..<15).map { u[$0 / 5] / 5 }])
    }
    mean.add(
      "divided by the 3 rows instead of the 5 columns", .scale("rows for columns", 5.0 / 3),
      in: "x", dilutable: false
    ) { u, p in Point([(0..<15).map { u[$0 / 5] / 3 }]) }
    return upsampling.specimens + running.specimens + mean.specimens
  }

  private static var independentProducts: [Specimen] {
    var outer = FunctionMistakes(
      "outer product", of: .random("a", [4], seed: 168), .random("b", [3], seed: 169)
    ) { p in
      (0..<12).map { p[0][$0 / 3] * p[1][$0 % 3] }
    } pullback: { u, p in
      Point([
        (0..<4).map { i in sum(0..<3) { u[i * 3 + $0] * p[1][$0] } },
        (0..<3).map { j in sum(0..<4) { u[$0 * 3 + j] * p[0][$0] } },
      ])
    }
    outer.add(
      "da stored in an array of integers, fractions cut off", .precision("whole numbers"),
      in: "a", dilutable: false
    ) { u, p in
      Point([
        (0..<4).map { i in sum(0..<3) { u[i * 3 + $0] * p[1][$0] }.rounded(.towardZero) },
        (0..<3).map { j in sum(0..<4) { u[$0 * 3 + j] * p[0][$0] } },
      ])
    }
    var matrix = FunctionMistakes(
      "matrix product", of: .random("a", [3, 3], seed: 170), .random("b", [3, 3], seed: 171)
    ) { p in
      product(p[0], p[1])
    } pullback: { u, p in
      Point([product(u, turned(p[1])), product(turned(p[0]), u)])
    }
    matrix.add(
      "dB = A·G with A not transposed", .layout("A not transposed"), in: "b", dilutable: false
    ) { u, p in Point([product(u, turned(p[1])), product(p[0], u)]) }
    return outer.specimens + matrix.specimens
  }

  /// The product of two 3 × 3 matrices.
  @Sendable private static func product(_ a: [Double], _ b: [Double]) -> [Double] {
    (0..<9).map { at in sum(0..<3) { a[at / 3 * 3 + $0] * b[$0 * 3 + at % 3] } }
  }

  @Sendable private static func turned(_ a: [Double]) -> [Double] {
    (0..<9).map { a[$0 % 3 * 3 + $0 / 3] }
  }

  private static var independentPowers: [Specimen] {
    var polynomial = FunctionMistakes(
      "polynomial", of: .random("c", [4], role: .parameter, seed: 172),
      .random("x", [5], seed: 173)
    ) { p in
      p[1].map { x in sum(0..<4) { p[0][$0] * pow(x, Double($0)) } }
    } pullback: { u, p in
      Point([
        (0..<4).map { k in sum(0..<5) { u[$0] * pow(p[1][$0], Double(k)) } },
        zip(u, p[1]).map { u, x in
          u * sum(1..<4) { Double($0) * p[0][$0] * pow(x, Double($0 - 1)) }
        },
      ])
    }
    polynomial.add(
      "exponent not lowered by one in dx", .scale("x too much"), in: "x", dilutable: false
    ) { u, p in
      Point([
        (0..<4).map { k in sum(0..<5) { u[$0] * pow(p[1][$0], Double(k)) } },
        zip(u, p[1]).map { u, x in
          u * sum(1..<4) { Double($0) * p[0][$0] * pow(x, Double($0)) }
        },
      ])
    }
    var product = FunctionMistakes(
      "product", of: Variable("x", values: [1.3, -0.7, 0, 2.1, 0.4])
    ) { p in
      [p[0].reduce(1, *)]
    } pullback: { u, p in
      Point([
        (0..<5).map { i in
          (0..<5).reduce(u[0]) { $1 == i ? $0 : $0 * p[0][$1] }
        }
      ])
    }
    product.add(
      "product of all divided by x, which is 0", .notFinite("where x is 0"), in: "x",
      dilutable: false
    ) { u, p in
      let all = p[0].reduce(1, *)
      return Point([p[0].map { u[0] * all / $0 }])
    }
    return polynomial.specimens + product.specimens
  }
}
