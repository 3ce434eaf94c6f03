import Foundation
import GradientCheckTesting
import GradientChecking
import Reporting
import Testing
import XCTest

// The code of the articles, as a reader would have it in a package.

@Test func softplus() {
  expectGradients(
    of: { x in x.reduce(0) { $0 + log(1 + exp($1)) } },
    gradient: { x in x.map { 1 / (1 + exp(-$0)) } },
    at: [-2, 0.5, 3])
}

// y = W·x + b
let affine = ClosureMap<Double>(
  [
    Variable("x", values: [0.5, -1, 2]),
    Variable("W", shape: [2, 3], role: .parameter, values: [1, 2, 3, 4, 5, 6]),
    Variable("b", role: .parameter, values: [0.1, 0.2]),
  ],
  outputs: { p in
    (0..<2).map { i in (0..<3).reduce(p[2][i]) { $0 + p[1][3 * i + $1] * p[0][$1] } }
  },
  pullback: { g, p in
    [
      (0..<3).map { j in g[0] * p[1][j] + g[1] * p[1][3 + j] },
      (0..<6).map { i in g[i / 3] * p[0][i % 3] },
      g,
    ]
  })

@Test func affineGradients() {
  expectGradients(of: affine)
}

// y = sin(x), in single precision
let sine = ClosureMap<Float>(
  [Variable("x", values: [0.5, 1, 2])],
  outputs: { p in p[0].map { sin($0) } },
  accumulatingPullback: { g, p, gradients in
    for i in g.indices { gradients[0][i] += g[i] * cos(p[0][i]) }
  })

@Test func sineGradients() {
  expectGradients(of: sine)
}

@Suite(.gradientChecks(.seed(7), .samples(200)))
struct LayerTests {
  @Test func weights() {
    expectGradients(of: affine, options: [.blocks("W", "b"), .exhaustive])
  }

  @Test(.gradientChecks(.jacobian)) func everyOutput() {
    expectGradients(of: affine)
  }

  @Test func contracts() {
    expectGradients(of: affine, options: [.contractsOnly])
  }
}

final class LayerXCTests: XCTestCase {
  func testAffine() {
    XCTAssertGradients(of: affine, options: [.seed(7)])
  }
}

@Test func report() throws {
  let report = try GradientChecker().check(affine, named: "affine")
  print(report)
}

@Test func affinePage() throws {
  let report = expectGradients(of: affine)
  try report?.write(to: ".build/affine.html")
}

@Test func quarticHessian() {
  // f = Σ xᵢ⁴ / 12     ∇f = x³ / 3     H·v = x²·v
  expectHessian(
    of: { x in x.reduce(0) { $0 + pow($1, 4) / 12 } },
    gradient: { x in x.map { pow($0, 3) / 3 } },
    hessianVector: { v, x in zip(v, x).map { $0 * $1 * $1 } },
    at: [1, -2, 0.5])
}
