import Tensors

/// A tensor as a file of golden values holds it.
struct ReferenceTensor: Decodable, Sendable {
  let shape: [Int]
  let values: [Double]

  func tensor<Scalar: TensorScalar>(of: Scalar.Type = Scalar.self) -> Tensor<Scalar> {
    Tensor(Shape(shape), values.map { Scalar($0) })
  }

  /// Whether single precision holds the values to within 1e-6, a tenth of the tolerance.
  /// Numbers about 1,000 with four decimals it does not, and then the comparison says nothing.
  var isFaithfulInSinglePrecision: Bool {
    values.allSatisfy { abs(Double(Float($0)) - $0) < 1e-6 }
  }
}
