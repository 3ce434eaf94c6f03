import GSL
import Testing

@testable import GradientChecking

@Suite("Random numbers by hashing")
struct UniformsTests {
  private let count = 100_000

  @Test("They are uniform in [0, 1)", arguments: 0..<5 as Range<UInt64>)
  func uniform(seed: UInt64) {
    let numbers = RandomKey(seed).uniforms(count)
    #expect(numbers.allSatisfy { (0..<1).contains($0) })
    var cells = [Double](repeating: 0, count: 100)
    for number in numbers { cells[Int(100 * number)] += 1 }
    let expected = Double(count) / 100
    let chiSquare = cells.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
    // 99 degrees of freedom, within five standard deviations.
    #expect((chiSquare - 99).magnitude < 5 * (2 * 99.0).squareRoot())
  }

  @Test("Neighbors, and the same places of other keys, do not go together", arguments: 1...4)
  func independent(distance: Int) {
    let numbers = RandomKey(1).uniforms(count).map { $0 - 0.5 }
    let others = RandomKey(1).derived(distance).uniforms(count).map { $0 - 0.5 }
    // Of products of two independent numbers, each of variance 1/12.
    let bound = 5 * Double(count).squareRoot() / 12
    #expect(
      dot(Array(numbers.dropLast(distance)), Array(numbers.dropFirst(distance))).magnitude < bound)
    #expect(dot(numbers, others).magnitude < bound)
  }

  @Test("A number depends on its key and its place alone")
  func fixed() {
    #expect(RandomKey(3).uniforms(10) == Array(RandomKey(3).uniforms(1000).prefix(10)))
    #expect(RandomKey(3).uniforms(10) != RandomKey(4).uniforms(10))
    #expect(RandomKey(3).uniforms(0).isEmpty)
  }

  @Test("A random direction has as many signs of either kind, and sizes from 0.75 to 1.25")
  func direction() {
    let variable = Variable("x", values: [Double](repeating: 0, count: count))
    let direction = BlockCheck.direction(of: variable, key: RandomKey(5))
      .map { $0 * Double(count).squareRoot() }
    #expect(direction.allSatisfy { (0.75...1.25).contains($0.magnitude) })
    let signs = direction.reduce(0.0) { $0 + ($1 < 0 ? -1 : 1) }
    #expect(signs.magnitude < 5 * Double(count).squareRoot())
    let sizes = direction.reduce(0) { $0 + $1.magnitude - 1 }
    #expect(sizes.magnitude < 5 * (Double(count) / 48).squareRoot())
  }
}
