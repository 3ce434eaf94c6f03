import Synchronization
import Tensors
import Testing

@Suite("Cores")
struct CoresTests {
  /// How often each number below `count` is in a range, and the ranges in order.
  private func ranges(of count: Int, cost: Int) -> (visits: [Int], ranges: [Range<Int>]) {
    let seen = Mutex([Range<Int>]())
    Cores.forEachRange(of: count, cost: cost) { range in seen.withLock { $0.append(range) } }
    var visits = [Int](repeating: 0, count: count)
    let ranges = seen.withLock { $0 }.sorted { $0.lowerBound < $1.lowerBound }
    for i in ranges.joined() { visits[i] += 1 }
    return (visits, ranges)
  }

  @Test("Ranges hold every item once, however many items and whatever they cost")
  func cover() {
    for count in [0, 1, 2, 3, 31, 32, 33, 1_000] {
      for cost in [0, 1, 1_000, 1_000_000] {
        #expect(ranges(of: count, cost: cost).visits == [Int](repeating: 1, count: count))
      }
    }
  }

  @Test("Little work is one range, much work several, and these do not depend on the threads")
  func cut() {
    #expect(ranges(of: 1_000, cost: 10).ranges == [0..<1_000])
    let several = ranges(of: 1_000, cost: 1_000).ranges
    #expect(several.count > 1)
    Cores.$isSerial.withValue(true) { #expect(ranges(of: 1_000, cost: 1_000).ranges == several) }
  }

  @Test("Pieces may be cut into pieces")
  func nested() {
    let sum = Atomic(0)
    Cores.forEach(7) { i in
      Cores.forEach(5) { j in sum.add(10 * i + j, ordering: .relaxed) }
    }
    #expect(sum.load(ordering: .relaxed) == 10 * 21 * 5 + 10 * 7)
  }

  @Test("Serial work is done in order by the calling thread")
  func serial() {
    var order: [Int] = []
    Cores.$isSerial.withValue(true) { Cores.forEach(9) { order.append($0) } }
    #expect(order == Array(0..<9))
  }
}
