import Tensors
import Testing

@Suite("TensorScalar")
struct TensorScalarTests {
  private func check<Scalar: TensorScalar>(_ scalar: Scalar.Type) {
    // A 2×3 of a 4×6 in memory, by a 3×2 of a 5×4, into a 2×2 of a 3×5.
    let a = Tensor<Scalar>.wholeNumbers([4, 6], seed: 1)
    let b = Tensor<Scalar>.wholeNumbers([5, 4], seed: 2)
    let before = Tensor<Scalar>.wholeNumbers([3, 5], seed: 3)
    var expected = before
    for i in 0..<2 {
      for j in 0..<2 {
        expected[i * 5 + j] = (0..<3).reduce(0) { $0 + a[i * 6 + $1] * b[$1 * 4 + j] }
      }
    }
    var c = before
    multiply(
      a, leadingDimension: 6, b, leadingDimension: 4, into: &c, rows: 2, inner: 3, columns: 2,
      leadingDimension: 5)
    #expect(c == expected)
  }

  private func multiply<Scalar: TensorScalar>(
    _ a: Tensor<Scalar>, leadingDimension aLeading: Int, _ b: Tensor<Scalar>,
    leadingDimension bLeading: Int, into c: inout Tensor<Scalar>, rows: Int, inner: Int,
    columns: Int, leadingDimension: Int
  ) {
    c.withMutableElements { c in
      a.withElements { a in
        b.withElements { b in
          guard let aStart = a.baseAddress, let bStart = b.baseAddress,
            let cStart = c.baseAddress
          else { return }
          Scalar.multiply(
            MatrixOperand(aStart, leadingDimension: aLeading),
            MatrixOperand(bStart, leadingDimension: bLeading), into: cStart, rows: rows,
            inner: inner, columns: columns, leadingDimension: leadingDimension, accumulate: false)
        }
      }
    }
  }

  @Test("Matrices may be parts of larger ones, whose other elements stay as they are")
  func leadingDimensions() {
    check(Float.self)
    check(Double.self)
  }

  @Test("A product in single precision is single, one in double precision double")
  func precision() {
    func square<Scalar: TensorScalar>(of x: Scalar) -> Scalar {
      let x = MatrixView(Tensor([1], [x]), rows: 1, columns: 1)
      return Tensor([1]) { Tensor.multiply(x, x, into: $0) }[0]
    }
    #expect(square(of: 1 + 0x1p-20 as Float) == 1 + 0x1p-19)
    #expect(square(of: 1 + 0x1p-20) == 1 + 0x1p-19 + 0x1p-40)
  }
}
