import Foundation
import GradientCheckTesting
import GradientChecking
import Testing

@Test func complexExponential() {
  // w = exp(z) of one number z = re + i·im, as a row of two
  let exponential = ClosureMap<Double>(
    [Variable("z", shape: [1, 2], values: [0.3, 1.1])],
    outputs: { p in
      let (re, im) = (p[0][0], p[0][1])
      return [exp(re) * cos(im), exp(re) * sin(im)]
    },
    pullback: { g, p in
      // dz = conj(exp z)·g
      let (re, im) = (exp(p[0][0]) * cos(p[0][1]), exp(p[0][0]) * sin(p[0][1]))
      return [[re * g[0] + im * g[1], re * g[1] - im * g[0]]]
    })
  expectGradients(of: exponential)
}

@Test func rotation() {
  // f(R) = ⟨a, R·b⟩ for a rotation R of the plane, moved by an angle: R·exp(δ)
  let (a, b, angle) = ([2.0, -1], [0.5, 3.0], 0.7)
  func turned(by angle: Double) -> [Double] {
    [cos(angle) * b[0] - sin(angle) * b[1], sin(angle) * b[0] + cos(angle) * b[1]]
  }
  struct AwayFromZero: Error {}
  let height = ClosureMap<Double>(
    [Variable("δ", values: [0])],
    value: { p in
      let y = turned(by: angle + p[0][0])
      return a[0] * y[0] + a[1] * y[1]
    },
    gradient: { p in
      // The gradient in the tangent space at R is one at δ = 0, and at no other δ.
      guard p[0][0] == 0 else { throw AwayFromZero() }
      let y = turned(by: angle)
      return [[a[1] * y[0] - a[0] * y[1]]]
    })
  expectGradients(of: height)
}

@Test func fixedPoint() {
  // x = cos(a·x), solved until x moves by less than 1e-7
  func solution(_ a: Double) -> Double {
    var x = 0.5
    while true {
      let next = cos(a * x)
      if abs(next - x) < 1e-7 { return next }
      x = next
    }
  }
  // dx/da = −s·x / (1 + s·a)     s = sin(a·x)
  func derivative(_ a: Double) -> Double {
    let x = solution(a)
    let s = sin(a * x)
    return -s * x / (1 + s * a)
  }
  expectGradients(
    of: { solution($0[0]) }, gradient: { [derivative($0[0])] }, at: [0.8],
    options: [.accuracy(1e-7)])
}
