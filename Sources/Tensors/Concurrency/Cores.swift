/// Spreads work over the cores.
///
/// How the work is cut does not depend on how many cores there are, and no two pieces write to the same
/// place, so results are the same to the last bit on any number of them. Where somebody else has work
/// spread already, as around a piece that has pieces itself, they run one after the other.
public enum Cores {
  /// Whether everything runs on the calling thread: `Cores.$isSerial.withValue(true) { … }`.
  @TaskLocal public static var isSerial = false

  /// The least number of elementary operations worth another piece: some ten microseconds, which is
  /// what it takes to share the work.
  private static let grain = 1 << 15
  /// Enough for the pieces to come out even where some cores are busy with something else.
  private static let mostPieces = 32

  /// Calls `body` with ranges that make up 0 ..< `count`, at the same time where that is worth it.
  ///
  /// - Parameters:
  ///   - count: The number of items.
  ///   - cost: The number of elementary operations an item takes, roughly.
  ///   - body: Called once for each range.
  public static func forEachRange(of count: Int, cost: Int, _ body: (Range<Int>) -> Void) {
    let pieces = max(1, min(count, mostPieces, count * cost / grain))
    forEach(pieces) { piece in body(piece * count / pieces..<(piece + 1) * count / pieces) }
  }

  /// Calls `body` with each number below `count`, at the same time.
  public static func forEach(_ count: Int, _ body: (Int) -> Void) {
    if count == 1 || isSerial {
      for piece in 0..<count { body(piece) }
    } else {
      Team.shared.perform(count, body)
    }
  }
}
