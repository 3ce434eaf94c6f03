import Tensors
import Testing

/// How far a value may be from the reference b, in units of max(1, |b|).
///
/// Double precision: sums of at most some hundred terms of size 1 to 10 carry errors of about 1e-14;
/// no mistake in a formula is as small as 1e-10. Single precision: the same sums, and the inputs
/// themselves, carry up to 2e-6; the widest here are convolutions of 150 taps.
func tolerance<Scalar: TensorScalar>(for: Scalar.Type) -> Double {
  Scalar.self == Double.self ? 1e-10 : 1e-5
}

/// Records an issue that names the worst element, unless all elements agree with the reference.
func expectAgreement<Scalar: TensorScalar>(
  of actual: Tensor<Scalar>, with expected: ReferenceTensor, _ name: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.shape == Shape(expected.shape) else {
    Issue.record(
      "\(name) has shape \(actual.shape), expected \(Shape(expected.shape))",
      sourceLocation: sourceLocation)
    return
  }
  let deviations = zip(actual.elements, expected.values).map { a, b in
    let deviation = abs(Double(a) - b) / max(1, abs(b))
    return deviation.isNaN ? .infinity : deviation
  }
  guard let worst = deviations.indices.max(by: { deviations[$0] < deviations[$1] }) else { return }
  #expect(
    deviations[worst] <= tolerance(for: Scalar.self),
    """
    \(name) at \(actual.shape.index(ofOffset: worst)) is \(actual[worst]), \
    expected \(expected.values[worst])
    """, sourceLocation: sourceLocation)
}

/// The same for a number.
func expectAgreement<Scalar: TensorScalar>(
  of actual: Scalar, with expected: Double, _ name: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectAgreement(
    of: Tensor([], [actual]), with: ReferenceTensor(shape: [], values: [expected]), name,
    sourceLocation: sourceLocation)
}
