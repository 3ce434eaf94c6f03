import GSL
import GradientChecking
import Layers
import Tensors

/// The regularizers that can be checked by name.
public enum RegularizerName: String, CatalogueEntry {
  case l1
  case l2
  case elasticNet = "elastic-net"

  public var summary: String {
    switch self {
    case .l1: "λΣ|w|, and at w = 0"
    case .l2: "½λΣw², and λΣw²"
    case .elasticNet: "λ₁Σ|w| + λ₂Σw², and at w = 0"
    }
  }

  /// A case of random sizes and numbers, of which the checker must say that it is right.
  package func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let weight = draw.input([draw.extent(4), draw.extent(5)])
    let strength = Scalar(draw.parameterSize)
    func subject(_ regularizer: some Regularizer<Scalar>) -> CheckSubject {
      CheckSubject(
        "\(regularizer) on \(weight.shape), style \(draw.style)",
        RegularizationFunction(regularizer, on: [("weight", weight)]))
    }
    return switch self {
    case .l1: subject(L1(strength))
    case .l2: subject(L2(strength, draw.generator.sign() > 0 ? .half : .full))
    case .elasticNet: subject(ElasticNet(l1: strength, l2: 0.2))
    }
  }

  public func subjects<Scalar: TensorScalar>(
    _ scalar: Scalar.Type, shape: Shape?, key: RandomKey
  ) throws(InputError) -> [CheckSubject] {
    let shape = shape ?? [4, 3, 3, 2]
    let weight = Tensor<Scalar>.normal(shape, from: RandomGenerator(key))
    var sparse = weight
    for i in stride(from: 0, to: sparse.count, by: 3) { sparse[i] = 0 }

    func subject(
      _ regularizer: some Regularizer<Scalar>, _ weight: Tensor<Scalar>, _ note: String = ""
    ) -> CheckSubject {
      CheckSubject(
        "\(regularizer) on \(shape)\(note)",
        RegularizationFunction(regularizer, on: [("weight", weight)]))
    }
    switch self {
    case .l1:
      return [subject(L1(0.3), weight), subject(L1(0.3), sparse, ", with exact zeros")]
    case .l2:
      return L2<Scalar>.Convention.allCases.map { subject(L2(0.3, $0), weight) }
    case .elasticNet:
      return [
        subject(ElasticNet(l1: 0.3, l2: 0.2), weight),
        subject(ElasticNet(l1: 0.3, l2: 0.2), sparse, ", with exact zeros"),
      ]
    }
  }
}
