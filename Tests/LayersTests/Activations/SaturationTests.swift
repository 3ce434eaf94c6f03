import Layers
import Tensors
import Testing

/// Where activations are nearly flat: small results keep their relative precision, and nothing
/// overflows. The values are e⁻⁴⁰ and 2·e⁻²⁰ to 17 digits.
@Suite("Activations far from zero")
struct SaturationTests {
  private let context = ForwardContext(.training)

  /// An activation at one place: its value and its slope.
  private func evaluate<L: Layer>(_ layer: L, at x: L.Scalar) throws -> (L.Scalar, L.Scalar)
  where L.Input == Tensor<L.Scalar>, L.Output == Tensor<L.Scalar> {
    let (output, cache) = try layer.forward(Tensor([1, 1], [x]), in: context)
    return (output[0], layer.backward(Tensor([1, 1], [1]), cache: cache).input[0])
  }

  @Test("The sigmoid of −40 is e⁻⁴⁰ in relative precision, and so is its slope")
  func sigmoid() throws {
    let (value, slope) = try evaluate(Sigmoid<Double>(), at: -40)
    #expect(abs(value / 4.2483542552915889e-18 - 1) < 1e-14)
    #expect(abs(slope / 4.2483542552915889e-18 - 1) < 1e-14)
  }

  @Test("The sigmoid of ±∞ is 1 and 0, with a slope of 0")
  func sigmoidAtInfinity() throws {
    #expect(try evaluate(Sigmoid<Double>(), at: .infinity) == (1, 0))
    #expect(try evaluate(Sigmoid<Double>(), at: -.infinity) == (0, 0))
    #expect(try evaluate(Sigmoid<Float>(), at: 200) == (1, 0))
    #expect(try evaluate(Sigmoid<Float>(), at: -200) == (0, 0))
  }

  @Test("The hyperbolic tangent of a tiny number is that number")
  func tanhNearZero() throws {
    #expect(try evaluate(Tanh<Double>(), at: 1e-12) == (1e-12, 1))
  }

  @Test("The ELU of a tiny negative number is that number times α")
  func eluNearZero() throws {
    let (value, slope) = try evaluate(ELU<Double>(alpha: 0.5), at: -1e-12)
    #expect(abs(value / -5e-13 - 1) < 1e-11)
    #expect(abs(slope - 0.5) < 1e-11)
  }

  @Test("What is not a number is passed on")
  func notANumber() throws {
    #expect(try evaluate(ReLU<Double>(), at: .nan).0.isNaN)
    #expect(try evaluate(LeakyReLU<Double>(), at: .nan).0.isNaN)
    #expect(try evaluate(ELU<Double>(), at: .nan).0.isNaN)
    #expect(try evaluate(Sigmoid<Double>(), at: .nan).0.isNaN)
    #expect(try evaluate(Tanh<Double>(), at: .nan).0.isNaN)
  }
}
