import GradientChecking

extension Specimen {
  /// Mistakes in min(max(x, −1), 1).
  static var clamp: [Specimen] {
    let traced: @Sendable (Point) -> [UInt16] = { p in
      p[0].map { $0 <= -1 ? 0 : $0 < 1 ? 1 : 2 }
    }
    let values = [-1.7, -0.4, 0.3, 2.5, 0.9, -3]
    func mistakes(_ subject: String, _ branches: (@Sendable (Point) -> [UInt16])?) -> [Specimen] {
      var mistakes = FunctionMistakes(
        subject, of: Variable("x", values: values), is: { p in p[0].map { min(1, max(-1, $0)) } },
        branches: branches,
        pullback: { u, p in Point([zip(u, p[0]).map { $1.magnitude < 1 ? $0 : 0 }]) },
        knowing: { _, _, facts in
          facts.places = [
            .init("outside", in: "x", [0, 3, 5]), .init("below", in: "x", [0, 5]),
            .init("above", in: "x", [3]), .init("inside", in: "x", [1, 2, 4]),
          ]
        })
      mistakes.add(
        "the comparison inverted", .place("mask inverted"), in: "x", seen: "tt-metal#48201"
      ) { u, p in Point([zip(u, p[0]).map { $1.magnitude < 1 ? 0 : $0 }])
      }
      mistakes.add("the gradient passed on everywhere", .place("outside"), in: "x") { u, _ in
        Point([u])
      }
      mistakes.add("only the upper bound looked at", .place("below"), in: "x") { u, p in
        Point([zip(u, p[0]).map { $1 < 1 ? $0 : 0 }])
      }
      mistakes.add("0 times infinity", .notFinite("outside"), in: "x", seen: "pytorch#10729") {
        u, p in
        Point([zip(u, p[0]).map { $0 * ($1.magnitude < 1 ? 1 : .infinity * 0) }])
      }
      return mistakes.specimens
    }
    return mistakes("clamp", traced) + mistakes("clamp, untraced", nil)
  }
}
