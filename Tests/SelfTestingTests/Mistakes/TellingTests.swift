import GradientChecking
@testable import SelfTesting
import Testing

/// The same map, telling less of itself.
struct TellingTests {
  static let specimen = Specimen.told().first { $0.subject == "linear" && $0.right != nil }

  @Test(arguments: Telling.allCases)
  func `what is not told changes no number`(_ telling: Telling) throws {
    let right = try #require(Self.specimen?.right)
    let map = telling.of(right)
    let (all, told) = (Point(right.variables.map(\.values)), Point(map.variables.map(\.values)))
    let output = try right.evaluate(at: all).output
    #expect(try map.evaluate(at: told).output == output)
    let cotangent = GradientChecker.cotangent(output.count, seed: 3)
    #expect(
      try map.pullback(of: cotangent, at: told).blocks.flatMap(\.self)
        == right.pullback(of: cotangent, at: all).blocks.flatMap(\.self))
  }

  @Test func `only facts are facts, and what is flat is one block`() throws {
    let right = try #require(Self.specimen?.right)
    #expect(Telling.facts.of(right) is any DescribedMap)
    #expect(!(Telling.shapes.of(right) is any DescribedMap))
    #expect(Telling.shapes.of(right).variables == right.variables)
    #expect(Telling.flat.of(right).variables.count == 1)
  }
}
