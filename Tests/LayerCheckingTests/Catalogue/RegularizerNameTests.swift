import GradientChecking
import LayerChecking
import Testing

@Suite("RegularizerName")
struct RegularizerNameTests {
  @Test(
    "Every regularizer is right in every case, for ten seeds",
    arguments: RegularizerName.allCases, 0..<10 as Range<UInt64>)
  func right(name: RegularizerName, seed: UInt64) throws {
    try name.expectRight(seed: seed)
  }

  @Test(
    "No regularizer is called wrong in single precision",
    arguments: RegularizerName.allCases, 0..<3 as Range<UInt64>)
  func single(name: RegularizerName, seed: UInt64) throws {
    try name.expectNotWrong(seed: seed)
  }

  @Test("The report does not depend on the number of threads", arguments: RegularizerName.allCases)
  func threads(name: RegularizerName) throws {
    try name.expectSameFromTwoThreads()
  }

  @Test("A seed fixes all numbers, and another seed others", arguments: RegularizerName.allCases)
  func seeds(name: RegularizerName) throws {
    let variables = try [5, 5, 6].map { try name.subjects(seed: $0).map(\.map.variables) }
    #expect(variables[0] == variables[1])
    #expect(variables[0] != variables[2])
  }

  @Test("Every regularizer has a summary of one line", arguments: RegularizerName.allCases)
  func summary(name: RegularizerName) {
    #expect(!name.summary.isEmpty)
    #expect(!name.summary.contains("\n"))
  }

  @Test("Names are small letters, digits and dashes", arguments: RegularizerName.allCases)
  func spelling(name: RegularizerName) {
    #expect(name.rawValue.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" })
  }
}
