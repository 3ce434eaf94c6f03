import GradientChecking
import LayerChecking
import Layers
import Tensors
import Testing

@Suite("Mistakes in activations and dropout")
struct ActivationMistakeTests {
  private static let shape: Shape = [4, 7]

  static let specimens = [
    Specimen("The mask inverted", in: "input", of: ReLU<Double>(), on: shape) { pass in
      pass.replacingInput(pass.gradient.combined(with: pass.input) { g, x in x > 0 ? 0 : g })
    },
    Specimen("The mask forgotten", in: "input", of: ReLU<Double>(), on: shape) {
      $0.replacingInput($0.gradient)
    },
    Specimen("The slope below zero forgotten", in: "input", of: LeakyReLU<Double>(), on: shape) {
      pass in
      pass.replacingInput(pass.gradient.combined(with: pass.input) { g, x in x > 0 ? g : 0 })
    },
    Specimen("α forgotten", in: "input", of: ELU<Double>(alpha: 0.7), on: shape) { pass in
      pass.replacingInput(
        pass.gradient.combined(with: pass.output) { g, y in y > 0 ? g : g * (y + 1) })
    },
    Specimen("tanh′ = tanh", in: "input", of: Tanh<Double>(), on: shape) { pass in
      pass.replacingInput(pass.gradient.combined(with: pass.output) { g, y in g * y })
    },
    Specimen("tanh′ = 1 − x²", in: "input", of: Tanh<Double>(), on: shape) { pass in
      pass.replacingInput(pass.gradient.combined(with: pass.input) { g, x in g * (1 - x * x) })
    },
    Specimen("σ′ = σ", in: "input", of: Sigmoid<Double>(), on: shape) { pass in
      pass.replacingInput(pass.gradient.combined(with: pass.output) { g, y in g * y })
    },
    Specimen("σ′ of x instead of y", in: "input", of: Sigmoid<Double>(), on: shape) { pass in
      pass.replacingInput(pass.gradient.combined(with: pass.input) { g, x in g * x * (1 - x) })
    },
    Specimen("The diagonal of the Jacobian only", in: "input", of: Softmax<Double>(), on: shape) {
      pass in
      pass.replacingInput(
        pass.gradient.combined(with: pass.output) { g, y in g * y * (1 - y) })
    },
    Specimen("A softmax along the other axis", in: "input", of: Softmax<Double>(), on: shape) {
      pass in
      let products = pass.gradient.combined(with: pass.output) { $0 * $1 }
      var dx = products
      for i in 0..<dx.count {
        let sum = (0..<4).reduce(0) { $0 + products[$1 * 7 + i % 7] }
        dx[i] -= pass.output[i] * sum
      }
      return pass.replacingInput(dx)
    },
    Specimen("Backward without the mask", in: "input", of: Dropout<Double>(rate: 0.4), on: shape) {
      $0.replacingInput($0.gradient)
    },
    Specimen(
      "Backward without 1 / (1 − p)", in: "input", of: Dropout<Double>(rate: 0.4), on: shape
    ) {
      $0.replacingInput($0.right.input.map { dx in 0.6 * dx })
    },
    Specimen("A gradient in another order", in: "input", of: Flatten<Double>(), on: [2, 3, 4]) {
      pass in
      var dx = pass.right.input
      for n in 0..<2 {
        for i in 0..<12 { dx[n * 12 + i] = pass.gradient[n * 12 + i % 3 * 4 + i / 3] }
      }
      return pass.replacingInput(dx)
    },
  ]

  @Test("Each is found, in the right block", arguments: specimens)
  func found(specimen: Specimen) throws {
    try specimen.expectFound()
  }

  @Test("A mask by the sign of g, which is not linear in g, is found before anything is compared")
  func nonlinear() throws {
    let layer = Mistaken(ReLU<Double>()) {
      $0.replacingInput($0.gradient.map { g in g > 0 ? g : 0 })
    }
    let map = LayerMap(layer, at: .random([4, 7], seed: 1), in: ForwardContext(.training))
    let report = try GradientChecker().check(map, named: "")
    #expect(!report.isPassed)
    let broken = report.probes.filter { !$0.isKept }
    #expect(broken.map(\.promise) == ["pullback is linear in the cotangent"])
  }
}
