import GradientChecking
import Synchronization
import Testing

@Suite("Plain neighborhoods")
struct PlainNeighborhoodTests {
  /// Two blocks, and where in memory they and what was in them were seen.
  private final class Witness: DifferentiableMap {
    let variables = [
      Variable("x", values: (0..<1000).map { 1 / Double($0 + 3) }),
      Variable("y", values: [1 / 3, 1 / 7]),
    ]
    private let seen = Mutex((addresses: [Set<Int>](repeating: [], count: 2), last: Point([])))

    var last: Point { seen.withLock { $0.last } }

    /// How many places in memory a block was seen at.
    func places(of position: Int) -> Int { seen.withLock { $0.addresses[position].count } }

    func evaluate(at point: Point) -> Evaluation {
      seen.withLock { seen in
        for position in 0..<2 {
          let address = point[position].withUnsafeBytes { Int(bitPattern: $0.baseAddress) }
          seen.addresses[position].insert(address)
        }
        // A copy of its own, so that nothing is kept from being moved in place.
        seen.last = Point(point.blocks.map { Array($0.lazy.map { $0 }) })
      }
      return Evaluation([0])
    }

    func pullback(of cotangent: [Double], at point: Point) -> Point {
      Point(point.blocks.map { $0.map { _ in 0 } })
    }
  }

  private let witness = Witness()

  private var point: Point { Point(witness.variables.map(\.values)) }

  private func along(_ coordinate: Int, of variable: Int = 0) -> Displacement {
    Displacement(variable: variable, direction: .coordinate(coordinate))
  }

  private let direction = (0..<1000).map { Double($0 % 7) - 3 }

  private var alongAll: Displacement { Displacement(variable: 0, direction: .vector(direction)) }

  @Test("A block is copied once, however often it is moved")
  func copies() throws {
    var neighborhood = PlainNeighborhood(of: point, map: witness)
    // They fill what was freed, so that no second copy comes to lie where the first was.
    var fillers: [[Double]] = []
    for step in 1...100 {
      _ = try neighborhood.evaluate(along(step), step: 1e-5)
      for _ in 0..<4 { fillers.append(direction.map { $0 + Double(step) }) }
    }
    for step in 1...100 {
      _ = try neighborhood.evaluate(alongAll, step: Double(step))
      for _ in 0..<4 { fillers.append(direction.map { $0 + Double(step) }) }
    }
    #expect(fillers.count == 800)
    #expect(witness.places(of: 0) == 1)
    #expect(witness.places(of: 1) == 1)
  }

  @Test("Every displacement starts from the point itself")
  func restored() throws {
    var neighborhood = PlainNeighborhood(of: point, map: witness)
    let steps: [Displacement] = [
      along(7), alongAll, alongAll, along(7), along(8), alongAll, along(1, of: 1), alongAll,
      along(7),
    ]
    for displacement in steps {
      _ = try neighborhood.evaluate(displacement, step: 0.1)
      var expected = point
      displacement.move(&expected[displacement.variable], by: 0.1)
      #expect(witness.last == expected)
    }
  }

  @Test("Copies are independent of each other")
  func independent() throws {
    var one = PlainNeighborhood(of: point, map: witness)
    _ = try one.evaluate(alongAll, step: 1)
    var other = one
    _ = try one.evaluate(alongAll, step: 2)
    _ = try other.evaluate(along(3), step: 0.5)
    var expected = point
    expected[0][3] += 0.5
    #expect(witness.last == expected)
  }

  @Test("An error leaves no trace")
  func error() throws {
    struct OutOfDomain: Error {}
    struct Positive: DifferentiableFunction {
      let variables = [Variable("x", values: [1, 2])]
      func value(at point: Point) throws -> Double {
        guard point[0].allSatisfy({ $0 > 0 }) else { throw OutOfDomain() }
        return point[0][0] + 10 * point[0][1]
      }
      func gradient(at point: Point) -> Point { Point([[1, 10]]) }
    }
    var neighborhood = PlainNeighborhood(of: Point([[1, 2]]), map: Positive())
    let all = Displacement(variable: 0, direction: .vector([1, 1]))
    for displacement in [along(0), all] {
      #expect(throws: OutOfDomain.self) { try neighborhood.evaluate(displacement, step: -1) }
      #expect(try neighborhood.evaluate(along(1), step: 1).output == [31])
    }
  }
}
