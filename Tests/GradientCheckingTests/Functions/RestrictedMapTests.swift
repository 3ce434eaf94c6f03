import GradientChecking
import Testing

@Suite("Maps of which some variables are constants")
struct RestrictedMapTests {
  private let map = ClosureMapTests.affine(Double.self) { $0.map { 2 * $0 } }

  @Test func `only the blocks that are left are checked`() throws {
    let right = try GradientChecker().check(
      RestrictedMap(map, to: ["x", "W"]), named: "the map")
    #expect(right.isPassed && right.blocks.map(\.name) == ["x", "W"])
    let wrong = try GradientChecker().check(RestrictedMap(map, to: ["b"]), named: "the map")
    #expect(!wrong.isPassed && wrong.blocks.map(\.name) == ["b"])
  }

  @Test func `a name that there is not is refused with those there are`() {
    #expect(throws: ConfigurationError("there is no block \"w\"; there are x, W, b")) {
      try RestrictedMap(map, to: ["w", "x"])
    }
  }
}
