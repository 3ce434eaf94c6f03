import GradientChecking
import LayerChecking
import Testing

@Suite("LayerName")
struct LayerNameTests {
  @Test(
    "Every layer is right in every case, for ten seeds",
    arguments: LayerName.allCases, 0..<10 as Range<UInt64>)
  func right(name: LayerName, seed: UInt64) throws {
    try name.expectRight(seed: seed)
  }

  @Test(
    "No layer is called wrong in single precision",
    arguments: LayerName.allCases, 0..<3 as Range<UInt64>)
  func single(name: LayerName, seed: UInt64) throws {
    try name.expectNotWrong(seed: seed)
  }

  @Test("The report does not depend on the number of threads", arguments: LayerName.allCases)
  func threads(name: LayerName) throws {
    try name.expectSameFromTwoThreads()
  }

  @Test("A seed fixes all numbers, and another seed others", arguments: LayerName.allCases)
  func seeds(name: LayerName) throws {
    let variables = try [5, 5, 6].map { try name.subjects(seed: $0).map(\.map.variables) }
    #expect(variables[0] == variables[1])
    #expect(variables[0] != variables[2])
  }

  @Test("Every layer has a summary of one line", arguments: LayerName.allCases)
  func summary(name: LayerName) {
    #expect(!name.summary.isEmpty)
    #expect(!name.summary.contains("\n"))
  }

  @Test("Names are small letters, digits and dashes", arguments: LayerName.allCases)
  func spelling(name: LayerName) {
    #expect(name.rawValue.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" })
  }
}
