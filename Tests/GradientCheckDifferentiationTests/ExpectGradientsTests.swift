import GradientCheckDifferentiation
import GradientCheckTesting
import GradientChecking
import Testing
import _Differentiation

@Suite("expectGradients of differentiable functions")
struct ExpectGradientsTests {
  @Test func `one to four arguments`() {
    expectGradients(of: { (x: Double) in x * x }, at: 3)
    expectGradients(of: { (x: Double, y: Double) in x * y }, at: 3, 4)
    expectGradients(of: { (x: Double, y: Double, z: Double) in x * y + z * z }, at: 3, 4, 5)
    let report = expectGradients(
      of: { (x: Double, y: [Double], z: Float, w: Affine) in x * y[1] * Double(z) + w(y) },
      at: 3, [4, 5], 0.5, Affine(weight: [1, 2], bias: 3))
    #expect(report?.blocks.map(\.name) == ["x", "y", "z", "w.weight", "w.bias"])
    #expect(report?.precision == .float)
  }

  @Test func `a wrong derivative of the last of four arguments is an issue`() {
    let issues = recordedIssues {
      expectGradients(
        of: { (x: Double, y: Double, z: Double, w: Float) in
          x + y + z + Double(Elementary.wrongSine(w))
        },
        at: 1, 2, 3, 0.5)
    }
    #expect(issues.first?.contains("wrong gradient of the function: w is ") == true, "\(issues)")
  }

  @Test func `results of several numbers are contracted`() {
    expectGradients(of: { (x: [Double]) in x.differentiableMap { $0 * $0 } }, at: [1, 2, 3])
    expectGradients(of: { (x: SIMD2<Double>) in x * x }, at: SIMD2(1, 2))
    expectGradients(of: { (x: Double) in Complex(re: x, im: x * x) }, at: 2)
    expectGradients(of: { (x: Double) -> Double? in x * x }, at: 2)
  }

  @Test func `SIMD vectors, optionals, nested arrays and structs are taken apart and named`() {
    let report = expectGradients(
      of: { (network: Network) in network([1, 2]) },
      at: Network(
        layers: [Affine(weight: [1, 2], bias: 3), Affine(weight: [0.5, -1], bias: 0.25)], scale: 2))
    #expect(
      report?.blocks.map(\.name) == [
        "layers[0].weight", "layers[0].bias", "layers[1].weight", "layers[1].bias", "scale",
      ])
    let simd = expectGradients(of: { (x: SIMD4<Float>) in x.sum() }, at: SIMD4(1, 2, 3, 4))
    #expect(simd?.blocks.map(\.shape) == [[4]] && simd?.precision == .float)
    let nested = expectGradients(
      of: { (x: [[Double]]) in x[0][1] * x[1][0] }, at: [[1, 2, 3], [4, 5, 6]])
    #expect(nested?.blocks.map(\.shape) == [[2, 3]])
    let ragged = expectGradients(
      of: { (x: [[Double]]) in x[0][1] * x[1][0] }, at: [[1, 2, 3], [4, 5]])
    #expect(ragged?.blocks.map(\.shape) == [[3], [2]] || ragged?.blocks.map(\.shape) == [[5]])
    let present = expectGradients(
      of: { (x: Double?, y: Double) in
        if let x { return x * y } else { return y }
      }, at: 3, 4)
    #expect(present?.blocks.map(\.name) == ["x", "y"])
    let absent = expectGradients(
      of: { (x: Double?, y: Double) in
        if let x { return x * y } else { return y }
      }, at: nil, 4)
    #expect(absent?.blocks.map(\.name) == ["y"])
  }

  @Test func `the empty zero of arrays has to be pulled back to zero`() {
    let issues = recordedIssues { expectGradients(of: Elementary.doubled, at: [1, 2]) }
    #expect(issues.first?.contains("zero is pulled back to zero") == true, "\(issues)")
  }

  @Test func `a gradient of another size breaks a promise`() {
    let issues = recordedIssues { expectGradients(of: Elementary.truncated, at: [1, 2]) }
    #expect(
      issues.first?.hasPrefix(
        "the function cannot be checked: the gradient of x has 1 values, x has 2") == true,
      "\(issues)")
  }

  @Test func `options hold here too`() {
    let report = expectGradients(
      of: { (x: Double, y: Double) in x * y }, at: 3, 4, options: [.blocks("y"), .seed(5)],
      named: "product")
    #expect(report?.blocks.map(\.name) == ["y"] && report?.configuration.seed == 5)
    #expect(report?.subject == "product")
  }

  @Test func `points of a manifold move by tangent vectors, and are checked where they stand`() {
    let report = expectGradients(
      of: { (d: Direction) in d.height(2, -3) }, at: Direction(x: 0.6, y: 0.8))
    #expect(report?.blocks.map(\.name) == ["angle"])
    let issues = recordedIssues {
      expectGradients(
        of: { (d: Direction) in d.wrongHeight(2, -3) }, at: Direction(x: 0.6, y: 0.8))
    }
    #expect(
      issues.first?.hasPrefix("wrong gradient of the function: angle is ") == true, "\(issues)")
  }
}
