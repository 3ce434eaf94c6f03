import Tensors
import Testing

@Suite("Tensor")
struct TensorTests {
  /// Around one and two of the runs in which sums are taken, and around the four running sums.
  static let counts = [0, 1, 2, 3, 4, 5, 7, 8, 4095, 4096, 4097, 4099, 8191, 8192, 8193, 12_301]

  @Test("A tensor has the elements it was given, and reads them by offset")
  func elements() {
    let tensor = Tensor<Double>([2, 3], [1, 2, 3, 4, 5, 6])
    #expect(tensor.elements == [1, 2, 3, 4, 5, 6])
    #expect(tensor.count == 6)
    #expect((0..<6).map { tensor[$0] } == [1, 2, 3, 4, 5, 6])
    #expect(Tensor<Float>([2, 2]).elements == [0, 0, 0, 0])
    #expect(Tensor<Float>([3], repeating: 0.5).elements == [0.5, 0.5, 0.5])
    #expect(Tensor<Double>([], [7]).count == 1)
    #expect(Tensor<Double>([3, 0]).elements == [])
  }

  @Test("A tensor that is filled in place has what was written")
  func filling() {
    let tensor = Tensor<Float>([3, 2]) { x in
      #expect(x.count == 6)
      for i in x.indices { x[i] = Float(i * i) }
    }
    #expect(tensor.elements == [0, 1, 4, 9, 16, 25])
    let empty = Tensor<Float>([0, 2]) { x in #expect(x.isEmpty) }
    #expect(empty.count == 0)
  }

  @Test("A changed copy leaves the original alone")
  func valueSemantics() {
    let original = Tensor<Double>([2, 2], [1, 2, 3, 4])
    var copy = original
    copy[3] = -4
    #expect(original.elements == [1, 2, 3, 4])
    #expect(copy.elements == [1, 2, 3, -4])
    copy.withMutableElements { x in for i in x.indices { x[i] *= 2 } }
    #expect(original.elements == [1, 2, 3, 4])
    #expect(copy.elements == [2, 4, 6, -8])
    var again = copy
    again[0] = 9
    #expect(copy[0] == 2)
  }

  @Test("Tensors are equal where shape and elements are")
  func equality() {
    let tensor = Tensor<Double>([2, 3], [1, 2, 3, 4, 5, 6])
    #expect(tensor == Tensor([2, 3], [1, 2, 3, 4, 5, 6]))
    #expect(tensor != Tensor([3, 2], [1, 2, 3, 4, 5, 6]))
    #expect(tensor != Tensor([2, 3], [1, 2, 3, 4, 5, 7]))
  }

  @Test("A map is the loop over the elements", arguments: counts)
  func mapping(count: Int) {
    func check<Scalar: TensorScalar>(_ scalar: Scalar.Type) {
      let x = Tensor<Scalar>.wholeNumbers([count], seed: 2)
      var expected: [Scalar] = []
      for i in 0..<count { expected.append(x[i] * x[i] - 3) }
      #expect(x.map { $0 * $0 - 3 } == Tensor([count], expected))
    }
    check(Float.self)
    check(Double.self)
  }

  @Test("A combination is the loop over the pairs, in their order", arguments: counts)
  func combining(count: Int) {
    func check<Scalar: TensorScalar>(_ scalar: Scalar.Type) {
      let x = Tensor<Scalar>.wholeNumbers([count], seed: 3)
      let y = Tensor<Scalar>.wholeNumbers([count], seed: 4)
      var expected: [Scalar] = []
      for i in 0..<count { expected.append(x[i] - 2 * y[i]) }
      #expect(x.combined(with: y) { $0 - 2 * $1 } == Tensor([count], expected))
    }
    check(Float.self)
    check(Double.self)
  }

  @Test("A sum is the loop over the terms", arguments: counts)
  func summing(count: Int) {
    func check<Scalar: TensorScalar>(_ scalar: Scalar.Type) {
      let x = Tensor<Scalar>.wholeNumbers([count], seed: 5)
      var expected: Scalar = 0
      for i in 0..<count { expected += x[i] * x[i] + 1 }
      #expect(x.sum { $0 * $0 + 1 } == expected)
    }
    check(Float.self)
    check(Double.self)
  }

  @Test("The rounding of a long sum grows with its runs, not with its length")
  func longSum() {
    // A plain loop over 4,000,000 times 0.1 in single precision ends at 384,525. Here four sums of
    // 1,024 terms each and then 977 runs make 2,000 roundings of 6e-8 at most.
    let x = Tensor<Float>([2000, 2000], repeating: 0.1)
    #expect(abs(Double(x.sum { $0 }) / 400_000 - 1) < 1.2e-4)
  }
}
