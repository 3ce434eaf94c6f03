import Foundation
import Tensors
import Testing

/// The library's functions are the reference: of double precision, for single precision as well.
@Suite("Squashing functions")
struct SquashingTests {
  /// Numbers of both signs from 1e-12 to 700, and where a formula gives way to another.
  private let places =
    (stride(from: -12, to: 2.845, by: 0.0137).map { pow(10, $0) } + [0.4, (0.4).nextDown])
    .flatMap { [$0, -$0] }

  /// Whether `value` is `expected` up to `units` in the last place of the latter.
  private func isClose<Scalar: TensorScalar>(
    _ value: Scalar, _ expected: Double, units: Double
  ) -> Bool {
    (Double(value) - expected).magnitude <= units * Double(Scalar(expected).ulp)
  }

  private func check<Scalar: TensorScalar>(_ scalar: Scalar.Type, below limit: Double) {
    for x in places.map({ Scalar($0) }) where Double(x).magnitude < limit {
      let exact = Double(x)
      #expect(isClose(Scalar.sigmoid(x), 1 / (1 + exp(-exact)), units: 4), "σ(\(x))")
      #expect(isClose(Scalar.hyperbolicTangent(x), tanh(exact), units: 4), "tanh \(x)")
    }
  }

  @Test("They are right to a few units in the last place, however small or large their argument")
  func accuracy() {
    check(Double.self, below: 701)
    check(Float.self, below: 85)
  }

  @Test("They are exact at 0, at infinity and for tiny numbers, and pass on what is not a number")
  func limits() {
    #expect(Double.sigmoid(0) == 0.5)
    #expect(Double.sigmoid(.infinity) == 1)
    #expect(Double.sigmoid(-.infinity) == 0)
    #expect(Float.sigmoid(-200) == 0)
    #expect(Double.hyperbolicTangent(0) == 0)
    #expect(Double.hyperbolicTangent(.infinity) == 1)
    #expect(Double.hyperbolicTangent(-.infinity) == -1)
    #expect(Double.hyperbolicTangent(3e-300) == 3e-300)
    #expect(Double.hyperbolicTangent(-1e-12) == -1e-12)
    #expect(Double.sigmoid(.nan).isNaN)
    #expect(Float.hyperbolicTangent(.nan).isNaN)
  }
}
