import GradientChecking
import Testing

@testable import SelfTesting

@Suite struct CorrectCaseTests {
  @Test func `a number and a seed fix a case`() throws {
    for number in 0..<100 {
      let (one, two) = (
        try CorrectCase(number: number, seed: 5), try CorrectCase(number: number, seed: 5)
      )
      #expect(one.title == two.title && one.map.variables == two.map.variables)
    }
    #expect(
      try CorrectCase(number: 0, seed: 5).map.variables
        != CorrectCase(number: 0, seed: 6).map.variables)
  }

  @Test func `every kind is drawn at every size, in both precisions`() throws {
    let cases = try (0..<24 * 13 * 3).map { try CorrectCase(number: $0, seed: 0) }
    for kind in CorrectKind.allCases {
      let own = cases.filter { $0.subject == kind.rawValue }
      for exponent in -6...6 {
        let sized = own.filter { $0.title.contains("size 1e\(exponent),") }
        #expect(Set(sized.map(\.map.precision)) == Set(Precision.allCases))
      }
    }
  }

  @Test func `exact zeros, ties, odd shapes and one-element blocks are among them`() throws {
    let cases = try (0..<1000).map { try CorrectCase(number: $0, seed: 0) }
    let inputs = cases.compactMap { $0.map.variables.first }
    #expect(inputs.contains { $0.values.count == 1 })
    #expect(inputs.contains { $0.values.contains(0) })
    #expect(inputs.contains { Set($0.values).count < $0.values.count })
    #expect(inputs.contains { $0.shape.contains(3) && $0.shape.contains(5) })
  }
}
