import LayerChecking
import Layers
import Tensors

extension Specimen {
  static var independentRegularizers: [Specimen] {
    [
      penalty(
        "l1", "gradient that rewards large weights", .scale(-1), L1(0.3),
        at: .random([4, 3], seed: 151)
      ) { w in w.map { $0 > 0 ? -0.3 : 0.3 } },
      penalty(
        "l2", "λ·w for λ·Σ w², without the 2", .scale(0.5), L2(0.7, .full),
        at: .random([3, 5], seed: 152)
      ) { w in w.map { 0.7 * $0 } },
      penalty(
        "elastic net", "λ₁ and λ₂ exchanged", .layout("λ₁ and λ₂ swapped"),
        ElasticNet(l1: 0.2, l2: 0.9), at: .random([2, 6], seed: 153)
      ) { w in w.map { 0.9 * ($0 > 0 ? 1 : -1) + 2 * 0.2 * $0 } },
    ]
  }

  private static func penalty<Base: Regularizer>(
    _ subject: String, _ title: String, _ mistake: Mistake, _ regularizer: Base,
    at weight: Tensor<Double>, gradient: @escaping @Sendable (Tensor<Double>) -> Tensor<Double>
  ) -> Specimen where Base.Scalar == Double {
    let parameters = [(name: "weight", tensor: weight)]
    return Specimen(
      subject: subject, title: title, mistake: mistake, threads: [], culprits: ["weight"],
      right: RegularizationFunction(regularizer, on: parameters),
      wrong: {
        RegularizationFunction(
          MistakenRegularizer(base: regularizer, mistake: gradient), on: parameters)
      }, isDilutable: false)
  }
}
