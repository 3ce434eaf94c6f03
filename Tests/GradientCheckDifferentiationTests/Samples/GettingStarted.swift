import Foundation
import GradientCheckDifferentiation
import GradientCheckTesting
import Reporting
import Testing
import _Differentiation

// The code of the article, as a reader would have it in a package.

extension Double {
  static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

  @derivative(of: softplus)
  static func softplusDerivative(
    _ x: Double
  ) -> (value: Double, pullback: (Double) -> Double) {
    (softplus(x), { v in v / (1 + exp(-x)) })
  }
}

@Test func elementary() {
  expectDerivative(of: Double.softplus, at: [-40, -1, 0, 0.5, 40])
}

struct Neuron: Differentiable {
  var weight: [Double]
  var bias: Double

  @differentiable(reverse)
  func callAsFunction(_ x: [Double]) -> Double {
    Double.softplus(weight[0] * x[0] + weight[1] * x[1] + bias)
  }
}

extension Neuron: CoordinatedStruct {
  static var parts: [Part<Self>] { [Part(\.weight, \.weight), Part(\.bias, \.bias)] }
}

@Test func neuron() {
  expectGradients(
    of: { (neuron: Neuron, x: [Double]) in neuron(x) },
    at: Neuron(weight: [0.5, -1], bias: 2), [1, 3])
}

@Test func page() throws {
  let report = expectDerivative(of: Double.softplus, at: [-40, -1, 0, 0.5, 40], named: "softplus")
  try report?.write(to: ".build/softplus.html")
}
