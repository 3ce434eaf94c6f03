import GSL
import Tensors
import Testing

@Suite("BLAS")
struct BLASTests {
  @Test("A library was found, and it has a name")
  func name() {
    #expect(!BLAS.shared.name.isEmpty)
    #expect(BLAS.shared.isTuned == (BLAS.shared.name != "GSL CBLAS"))
  }

  /// The largest error of a product of normal numbers, in roundings of a term.
  private func error<Scalar: TensorScalar>(_ scalar: Scalar.Type, inner: Int) -> Double {
    let (rows, columns) = (61, 47)
    let generator = RandomGenerator(seed: 1)
    let a = generator.normals(rows * inner).map { Scalar($0) }
    let b = generator.normals(inner * columns).map { Scalar($0) }
    let c = Tensor<Scalar>([rows, columns]) {
      Tensor.multiply(
        MatrixView(Tensor([rows, inner], a), rows: rows, columns: inner),
        MatrixView(Tensor([inner, columns], b), rows: inner, columns: columns), into: $0)
    }
    var worst = 0.0
    for i in 0..<rows {
      for j in 0..<columns {
        let sum = (0..<inner).reduce(0.0) {
          $0 + Double(a[i * inner + $1]) * Double(b[$1 * columns + j])
        }
        worst = max(worst, abs(Double(c[i * columns + j]) - sum))
      }
    }
    return worst / Double(Scalar.ulpOfOne)
  }

  @Test("Products are those of a plain loop, up to rounding", arguments: [1, 77, 700])
  func products(inner: Int) {
    // Partial sums of n normal products are of size √n; n roundings of them come to n at most.
    #expect(error(Double.self, inner: inner) <= 8 * Double(inner))
    #expect(error(Float.self, inner: inner) <= 8 * Double(inner))
  }

  @Test("The same product comes out the same each time, from any thread")
  func repeatability() async {
    func product() -> [Double] {
      let a = Tensor<Double>([97, 83], RandomGenerator(seed: 2).normals(97 * 83))
      let view = MatrixView(a, rows: 97, columns: 83)
      return Tensor<Double>([97, 97]) { Tensor.multiply(view, view.transposed, into: $0) }.elements
    }
    let expected = product()
    await withTaskGroup(of: [Double].self) { group in
      for _ in 0..<8 { group.addTask { product() } }
      for await result in group { #expect(result == expected) }
    }
  }
}
