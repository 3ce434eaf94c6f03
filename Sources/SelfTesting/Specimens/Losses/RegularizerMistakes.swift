import LayerChecking
import Layers
import Tensors

extension Specimen {
  private typealias Mistaken = @Sendable (Tensor<Double>) -> Tensor<Double>

  /// A regularizer with a mistake.
  private static func regularizer<Base: Regularizer>(
    _ subject: String, _ title: String, _ mistake: Mistake, of base: Base, seen threads: String...,
    at weight: Tensor<Double> = .random([5, 4], seed: 1), dilutable: Bool = true,
    _ gradient: @escaping @Sendable (Double) -> Double
  ) -> Specimen where Base.Scalar == Double {
    Specimen(
      subject: subject, title: title, mistake: mistake, threads: threads, culprits: ["weight"],
      right: RegularizationFunction(base, on: [("weight", weight)]),
      wrong: {
        let wrong = MistakenRegularizer(base: base) { $0.map(gradient) }
        return RegularizationFunction(wrong, on: [("weight", weight)])
      },
      isDilutable: dilutable)
  }

  /// Mistakes in penalties, with λ = 0.3 (and 0.2 for the elastic net's squares).
  static var regularizers: [Specimen] {
    let (l1, half, full) = (L1<Double>(0.3), L2<Double>(0.3, .half), L2<Double>(0.3, .full))
    let elastic = ElasticNet<Double>(l1: 0.3, l2: 0.2)
    @Sendable func sign(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : 0 }
    return [
      regularizer("l1", "the sign forgotten", .place("negative side"), of: l1) { _ in 0.3 },
      regularizer("l1", "λ forgotten", .scale(dividedBy: "λ", 0.3), of: l1) { sign($0) },
      regularizer("l1", "with the wrong sign", .scale(-1), of: l1, seen: "andersbll/nnet#4") {
        -0.3 * sign($0)
      },
      regularizer("l1", "counted twice", .scale(2), of: l1) { 0.6 * sign($0) },
      regularizer("l1", "the weight for its sign", .missing("|x| too many"), of: l1) { 0.3 * $0 },
      regularizer("l1", "no gradient", .zero("weight"), of: l1) { _ in 0 },
      regularizer(
        "l1", "a slope of 2λ at 0", .place("x = 0"), of: l1, at: Tensor([2, 3]), dilutable: false
      ) { _ in 0.6 },
      regularizer("l2", "λw² without the 2", .scale(0.5), of: full) { 0.3 * $0 },
      regularizer("l2", "½λw² with a 2", .scale(2), of: half) { 0.6 * $0 },
      regularizer("l2", "λ forgotten", .scale(dividedBy: "λ", 0.3), of: half) { $0 },
      regularizer("l2", "λ squared", .scale(times: "λ", 0.3), of: half) { 0.09 * $0 },
      regularizer("l2", "with the wrong sign", .scale(-1), of: half, seen: "andersbll/nnet#4") {
        -0.3 * $0
      },
      regularizer("l2", "divided by the weights", .scale(dividedBy: "count", 20), of: half) {
        0.3 * $0 / 20
      },
      regularizer("l2", "no gradient", .zero("weight"), of: half) { _ in 0 },
      regularizer("elastic-net", "without the absolute part", .missing("sign(θ)"), of: elastic) {
        0.4 * $0
      },
      regularizer("elastic-net", "without the square part", .missing("θ"), of: elastic) {
        0.3 * sign($0)
      },
      regularizer("elastic-net", "the square part without its 2", .missing("θ"), of: elastic) {
        0.3 * sign($0) + 0.2 * $0
      },
      regularizer("elastic-net", "the strengths exchanged", .missing("λ₁ for λ₂"), of: elastic) {
        0.2 * sign($0) + 0.6 * $0
      },
    ]
  }
}
