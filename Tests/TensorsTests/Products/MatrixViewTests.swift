import Tensors
import Testing

@Suite("MatrixView")
struct MatrixViewTests {
  /// Rows, inner extent and columns of a product.
  struct Size: CustomTestStringConvertible {
    let rows, inner, columns: Int
    var testDescription: String { "\(rows) × \(inner) by \(inner) × \(columns)" }
  }

  static let sizes = [
    Size(rows: 1, inner: 1, columns: 1), Size(rows: 1, inner: 5, columns: 3),
    Size(rows: 4, inner: 1, columns: 3), Size(rows: 5, inner: 4, columns: 1),
    Size(rows: 3, inner: 5, columns: 7), Size(rows: 7, inner: 2, columns: 4),
    Size(rows: 37, inner: 19, columns: 53), Size(rows: 65, inner: 130, columns: 33),
  ]

  /// Σₖ aᵢₖ·bₖⱼ by three loops, over tensors that store the transpose where asked to.
  private func product<Scalar: TensorScalar>(
    _ a: Tensor<Scalar>, transposed aIsTransposed: Bool, _ b: Tensor<Scalar>,
    transposed bIsTransposed: Bool, _ size: Size
  ) -> [Scalar] {
    var result: [Scalar] = []
    for i in 0..<size.rows {
      for j in 0..<size.columns {
        var sum: Scalar = 0
        for k in 0..<size.inner {
          sum +=
            a[aIsTransposed ? k * size.rows + i : i * size.inner + k]
            * b[bIsTransposed ? j * size.inner + k : k * size.columns + j]
        }
        result.append(sum)
      }
    }
    return result
  }

  private func check<Scalar: TensorScalar>(
    _ scalar: Scalar.Type, _ size: Size, _ aIsTransposed: Bool, _ bIsTransposed: Bool
  ) {
    let a = Tensor<Scalar>.wholeNumbers([size.rows * size.inner], seed: 1)
    let b = Tensor<Scalar>.wholeNumbers([size.inner * size.columns], seed: 2)
    let aView =
      aIsTransposed
      ? MatrixView(a, rows: size.inner, columns: size.rows).transposed
      : MatrixView(a, rows: size.rows, columns: size.inner)
    let bView =
      bIsTransposed
      ? MatrixView(b, rows: size.columns, columns: size.inner).transposed
      : MatrixView(b, rows: size.inner, columns: size.columns)
    let expected = product(a, transposed: aIsTransposed, b, transposed: bIsTransposed, size)

    // What was there before, even what is not a number, must not shine through.
    var c = Tensor<Scalar>([size.rows, size.columns], repeating: .nan)
    c.withMutableElements { Tensor.multiply(aView, bView, into: $0) }
    #expect(c.elements == expected)

    let before = Tensor<Scalar>.wholeNumbers([size.rows, size.columns], seed: 3)
    c = before
    c.withMutableElements { Tensor.multiply(aView, bView, into: $0, accumulate: true) }
    #expect(c.elements == zip(before.elements, expected).map { $0 + $1 })
  }

  @Test("Products are what three loops give, transposed or not, set or added", arguments: sizes)
  func products(size: Size) {
    for aIsTransposed in [false, true] {
      for bIsTransposed in [false, true] {
        check(Double.self, size, aIsTransposed, bIsTransposed)
        check(Float.self, size, aIsTransposed, bIsTransposed)
      }
    }
  }

  @Test("The transpose of the transpose is the matrix, with its extents")
  func transposition() {
    let view = MatrixView(Tensor<Double>.wholeNumbers([2, 3], seed: 4), rows: 2, columns: 3)
    #expect((view.transposed.rows, view.transposed.columns) == (3, 2))
    #expect((view.transposed.transposed.rows, view.transposed.transposed.columns) == (2, 3))
    let identity = MatrixView(
      Tensor<Double>([3, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1]), rows: 3, columns: 3)
    let product = Tensor<Double>([2, 3]) {
      Tensor.multiply(view.transposed.transposed, identity, into: $0)
    }
    #expect(product == .wholeNumbers([2, 3], seed: 4))
  }

  @Test("A product without rows or columns is empty")
  func emptyProduct() {
    let empty = MatrixView(Tensor<Double>([0, 3]), rows: 0, columns: 3)
    let other = MatrixView(Tensor<Double>.wholeNumbers([3, 2], seed: 5), rows: 3, columns: 2)
    #expect(Tensor<Double>([0, 2]) { Tensor.multiply(empty, other, into: $0) }.count == 0)
    #expect(
      Tensor<Double>([2, 0]) { Tensor.multiply(other.transposed, empty.transposed, into: $0) }.count
        == 0)
  }

  @Test("A product over an inner extent of zero is a sum of nothing: zero, or nothing added")
  func emptySum() {
    let a = MatrixView(Tensor<Double>([2, 0]), rows: 2, columns: 0)
    let b = MatrixView(Tensor<Double>([0, 3]), rows: 0, columns: 3)
    var c = Tensor<Double>([2, 3], repeating: 5)
    c.withMutableElements { Tensor.multiply(a, b, into: $0, accumulate: true) }
    #expect(c == Tensor([2, 3], repeating: 5))
    c.withMutableElements { Tensor.multiply(a, b, into: $0) }
    #expect(c == Tensor([2, 3]))
  }
}
