import Tensors
import Testing

@Suite("Tensor matrix products")
struct TensorMatrixProductTests {
  /// A batch of products of m × k by k × n.
  struct Case: CustomTestStringConvertible {
    let batch: [Int]
    let m, k, n: Int
    var testDescription: String { "\(batch) of \(m) × \(k) by \(k) × \(n)" }
  }

  static let cases = [
    Case(batch: [], m: 1, k: 1, n: 1), Case(batch: [], m: 3, k: 5, n: 7),
    Case(batch: [], m: 1, k: 4, n: 3), Case(batch: [], m: 4, k: 1, n: 3),
    Case(batch: [], m: 5, k: 3, n: 1), Case(batch: [], m: 0, k: 3, n: 2),
    Case(batch: [], m: 3, k: 2, n: 0), Case(batch: [], m: 3, k: 0, n: 2),
    Case(batch: [], m: 0, k: 0, n: 0), Case(batch: [3], m: 2, k: 5, n: 4),
    Case(batch: [2, 3], m: 4, k: 3, n: 5), Case(batch: [1], m: 2, k: 3, n: 4),
    Case(batch: [0], m: 2, k: 3, n: 4), Case(batch: [3, 0], m: 2, k: 3, n: 4),
    Case(batch: [5], m: 2, k: 0, n: 3), Case(batch: [37], m: 11, k: 7, n: 13),
    Case(batch: [], m: 3, k: 2100, n: 5), Case(batch: [2], m: 129, k: 65, n: 67),
  ]

  private func check<Scalar: TensorScalar>(_ scalar: Scalar.Type, _ c: Case) {
    let a = Tensor<Scalar>.wholeNumbers(Shape(c.batch + [c.m, c.k]), seed: 1)
    let b = Tensor<Scalar>.wholeNumbers(Shape(c.batch + [c.k, c.n]), seed: 2)
    let result = Shape(c.batch + [c.m, c.n])
    var expected: [Scalar] = []
    for matrix in 0..<c.batch.reduce(1, *) {
      for i in 0..<c.m {
        for j in 0..<c.n {
          var sum: Scalar = 0
          for l in 0..<c.k {
            sum += a[(matrix * c.m + i) * c.k + l] * b[(matrix * c.k + l) * c.n + j]
          }
          expected.append(sum)
        }
      }
    }
    let product = Tensor(result, expected)
    let (aᵀ, bᵀ) = (a.transposed(), b.transposed())
    let ways: [(Tensor<Scalar>, Tensor<Scalar>, MatrixFactors)] = [
      (a, b, []), (aᵀ, b, .left), (a, bᵀ, .right), (aᵀ, bᵀ, [.left, .right]),
    ]
    for (left, right, transposing) in ways {
      #expect(left.matrixProduct(with: right, transposing: transposing) == product)
      let before = Tensor<Scalar>.wholeNumbers(result, seed: 3)
      var sum = before
      sum.addMatrixProduct(of: left, and: right, transposing: transposing)
      #expect(sum == before + product)
    }
  }

  @Test(
    "Products are what three loops give, in batches, transposed, set or added", arguments: cases)
  func loops(size: Case) {
    check(Double.self, size)
    check(Float.self, size)
  }

  @Test("What does not count in a sum of nothing is not even looked at")
  func emptySum() {
    let product = Tensor<Double>([3, 0]).matrixProduct(with: Tensor([0, 2]))
    #expect(product == Tensor([3, 2]))
    var sum = Tensor<Double>([3, 2], repeating: 5)
    sum.addMatrixProduct(of: Tensor([3, 0]), and: Tensor([0, 2]))
    #expect(sum == Tensor([3, 2], repeating: 5))
  }

  @Test("The same bits on one thread and on all")
  func threads() {
    let a = Tensor<Double>.wholeNumbers([257, 311], seed: 7) / 3
    let b = Tensor<Double>.wholeNumbers([311, 263], seed: 8) / 7
    let together = a.matrixProduct(with: b)
    let alone = Cores.$isSerial.withValue(true) { a.matrixProduct(with: b) }
    #expect(together.elements.map(\.bitPattern) == alone.elements.map(\.bitPattern))
  }
}
