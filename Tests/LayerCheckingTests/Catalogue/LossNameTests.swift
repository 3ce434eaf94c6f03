import GradientChecking
import LayerChecking
import Testing

@Suite("LossName")
struct LossNameTests {
  @Test(
    "Every loss is right in every case, for ten seeds",
    arguments: LossName.allCases, 0..<10 as Range<UInt64>)
  func right(name: LossName, seed: UInt64) throws {
    try name.expectRight(seed: seed)
  }

  @Test(
    "No loss is called wrong in single precision",
    arguments: LossName.allCases, 0..<3 as Range<UInt64>)
  func single(name: LossName, seed: UInt64) throws {
    try name.expectNotWrong(seed: seed)
  }

  @Test("The report does not depend on the number of threads", arguments: LossName.allCases)
  func threads(name: LossName) throws {
    try name.expectSameFromTwoThreads()
  }

  @Test("A seed fixes all numbers, and another seed others", arguments: LossName.allCases)
  func seeds(name: LossName) throws {
    let variables = try [5, 5, 6].map { try name.subjects(seed: $0).map(\.map.variables) }
    #expect(variables[0] == variables[1])
    #expect(variables[0] != variables[2])
  }

  @Test("Every loss has a summary of one line", arguments: LossName.allCases)
  func summary(name: LossName) {
    #expect(!name.summary.isEmpty)
    #expect(!name.summary.contains("\n"))
  }

  @Test("Names are small letters, digits and dashes", arguments: LossName.allCases)
  func spelling(name: LossName) {
    #expect(name.rawValue.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" })
  }
}
