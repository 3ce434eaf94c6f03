import LayerChecking
import Layers
import Tensors
import Testing

/// A regularizer's golden values.
struct RegularizerCase: Decodable, Sendable, CustomTestStringConvertible {
  /// The settings of all kinds; each has its own few.
  struct Configuration: Decodable {
    let strength: Double?
    let half: Bool?
    let l1, l2: Double?
  }

  let name: String
  let regularizer: RegularizerName
  let configuration: Configuration
  let parameter: ReferenceTensor
  let value: Double
  let gradient: ReferenceTensor

  var testDescription: String { name }

  static func all() throws -> [RegularizerCase] {
    try ReferenceFile.named("reference-regularizers.json").cases
  }

  /// The regularizer that the case describes.
  func regularizer<Scalar: TensorScalar>(of: Scalar.Type) throws -> any Regularizer<Scalar> {
    switch regularizer {
    case .l1: L1<Scalar>(Scalar(try #require(configuration.strength)))
    case .l2:
      L2<Scalar>(
        Scalar(try #require(configuration.strength)),
        try #require(configuration.half as Bool?) ? .half : .full)
    case .elasticNet:
      ElasticNet<Scalar>(
        l1: Scalar(try #require(configuration.l1)), l2: Scalar(try #require(configuration.l2)))
    }
  }
}

extension RegularizerName: Decodable {}
