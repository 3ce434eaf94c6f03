/// How a product of matrices is cut into pieces that different cores work on: along its longest side.
///
/// A library brings each factor into an order of its own before it multiplies, and does so again for
/// every piece of the other factor, so that short pieces cost more than they gain. Cut along the inner
/// side the pieces are sums still to be added up, which pays only where the product is small.
struct ProductCut {
  enum Side { case rows, inner, columns }

  let side: Side
  let pieces: Int

  /// The least number of multiplications worth a piece of their own: a tenth of a millisecond.
  private static let grain = 1 << 23
  private static let shortest = 64
  private static let shortestInner = 1024

  init(rows: Int, inner: Int, columns: Int) {
    let worthwhile = rows * inner * columns / ProductCut.grain
    func pieces(_ length: Int, _ shortest: Int) -> Int {
      max(1, min(worthwhile, length / shortest))
    }
    if max(rows, columns) < 2 * ProductCut.shortest, inner >= 2 * ProductCut.shortestInner {
      side = .inner
      self.pieces = pieces(inner, ProductCut.shortestInner)
    } else {
      side = rows >= columns ? .rows : .columns
      self.pieces = pieces(max(rows, columns), ProductCut.shortest)
    }
  }

  /// The rows or columns of one piece.
  func range(_ piece: Int, of length: Int) -> Range<Int> {
    piece * length / pieces..<(piece + 1) * length / pieces
  }
}
