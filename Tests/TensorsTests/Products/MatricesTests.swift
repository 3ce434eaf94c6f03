import Tensors
import Testing

@Suite("Matrices")
struct MatricesTests {
  struct Size: Sendable, CustomTestStringConvertible {
    let count, rows, inner, columns: Int
    var testDescription: String { "\(count) × [\(rows) × \(inner)]·[\(inner) × \(columns)]" }
  }

  /// Small ones; and ones that are cut across the rows, the columns and the inner side, at odd places.
  static let sizes = [
    Size(count: 3, rows: 2, inner: 5, columns: 4), Size(count: 1, rows: 1, inner: 1, columns: 1),
    Size(count: 1, rows: 4_099, inner: 67, columns: 71),
    Size(count: 2, rows: 61, inner: 73, columns: 5_003),
    Size(count: 2, rows: 29, inner: 30_011, columns: 31),
  ]

  private func matrices(
    _ count: Int, _ rows: Int, _ columns: Int, seed: UInt64
  ) -> Matrices<Double> {
    Matrices(count, rows: rows, columns: columns).wholeNumbers(seed: seed)
  }

  /// The products of whole numbers, by their definition.
  private func product(_ a: [Double], _ b: [Double], _ size: Size) -> [Double] {
    var c = [Double](repeating: 0, count: size.count * size.rows * size.columns)
    for row in 0..<size.count * size.rows {
      let k = row / size.rows
      for l in 0..<size.inner {
        let factor = a[row * size.inner + l]
        let (source, target) = ((k * size.inner + l) * size.columns, row * size.columns)
        for j in 0..<size.columns { c[target + j] += factor * b[source + j] }
      }
    }
    return c
  }

  @Test("Each product is that of its pair, stored or transposed, set or added", arguments: sizes)
  func products(size: Size) {
    let a = matrices(size.count, size.rows, size.inner, seed: 1)
    let b = matrices(size.count, size.inner, size.columns, seed: 2)
    let expected = product(a.elements, b.elements, size)
    let c = matrices(size.count, size.rows, size.columns, seed: 3)
    let before = c.elements
    c.multiply(a.asStored, b.asStored, accumulate: true)
    #expect(c.elements == zip(before, expected).map(+))
    c.multiply(transposed(a).transposed, transposed(b).transposed)
    #expect(c.elements == expected)
    Cores.$isSerial.withValue(true) { c.multiply(a.asStored, transposed(b).transposed) }
    #expect(c.elements == expected)
  }

  private func transposed(_ a: Matrices<Double>) -> Matrices<Double> {
    let result = Matrices<Double>(a.count, rows: a.columns, columns: a.rows)
    for k in 0..<a.count {
      for i in 0..<a.rows {
        for j in 0..<a.columns {
          result.start[k * result.stride + j * a.rows + i] =
            a.start[k * a.stride + i * a.columns + j]
        }
      }
    }
    return result
  }

  @Test("Sums over parts come out the same on one thread, to the last bit")
  func repeatable() {
    let a = Matrices<Float>(1, rows: 37, columns: 40_009)
    let b = Matrices<Float>(1, rows: 40_009, columns: 41)
    a.fill(from: (0..<37 * 40_009).map { Float($0 % 1_009) / 7 })
    b.fill(from: (0..<41 * 40_009).map { Float($0 % 997) / 13 })
    let (c, d) = (
      Matrices<Float>(1, rows: 37, columns: 41), Matrices<Float>(1, rows: 37, columns: 41)
    )
    c.multiply(a.asStored, b.asStored)
    Cores.$isSerial.withValue(true) { d.multiply(a.asStored, b.asStored) }
    #expect(c.elements == d.elements)
  }
}
