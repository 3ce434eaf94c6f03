import Foundation
import GradientChecking
import LayerChecking
import Layers
import Tensors

/// A right gradient that others are known to call wrong, or that is only right by luck.
struct NamedCase: Sendable {
  let subject: String
  let title: String
  let map: any DifferentiableMap

  /// Those that are not the right twin of a specimen anyway.
  static var all: [NamedCase] {
    let scores = Tensor<Double>.random([5, 4], seed: 1)
    let target = Tensor<Double>.random([5, 4], seed: 2)
    let context = ForwardContext(.training)
    return [
      NamedCase(
        subject: "relu", title: "ReLU of inputs of 1e-7",
        map: LayerMap(ReLU(), at: scores.map { 1e-7 * $0 }, in: context)),
      NamedCase(
        subject: "hinge", title: "hinge with margins of exactly 0",
        map: LossMap(
          Hinge(), at: scores.map { (2 * $0).rounded() / 2 }, target: [2, 0, 3, 3, 1])),
      NamedCase(
        subject: "mse", title: "mse of inputs of 1e6",
        map: LossMap(MeanSquaredError(), at: scores.map { 1e6 * $0 }, target: target)),
      NamedCase(
        subject: "softmax", title: "softmax under sum()",
        map: summedSoftmax(of: scores.elements)),
      NamedCase(
        subject: "clamp", title: "clamp at its edges",
        // Which side the edge belongs to is disputed (pytorch#7002); both are right.
        map: SmallFunction(
          variables: [Variable("x", values: [-1, 1, 0.5, -1, 1])],
          outputs: { p in p[0].map { min(1, max(-1, $0)) } },
          pullbackAt: { u, p in
            Point([
              zip(u.indices, zip(u, p[0])).map { i, pair in
                pair.1.magnitude < 1 || (i < 3 && pair.1.magnitude == 1) ? pair.0 : 0
              }
            ])
          },
          branchesAt: { p in p[0].map { $0 <= -1 ? 0 : $0 < 1 ? 1 : 2 } })),
    ]
  }

  /// Σ softmax(x), which is the number of rows whatever x is: every pullback that is right for ones is
  /// right for it, and what else is wrong with it nobody can see. A map is to be checked as it is.
  private static func summedSoftmax(of values: [Double]) -> SmallFunction {
    SmallFunction(
      variables: [Variable("x", shape: [5, 4], values: values)],
      outputs: { p in
        let e = p[0].map { exp($0) }
        let rows = (0..<5).map { n in sum(4 * n..<4 * n + 4) { e[$0] } }
        return [sum(0..<20) { e[$0] / rows[$0 / 4] }]
      },
      pullbackAt: { _, p in Point([p[0].map { _ in 0 }]) })
  }
}
