import Testing

@testable import GradientChecking

@Suite("Grouping")
struct GroupingTests {
  @Test("Every line is in one group", arguments: [0, 1, 7, 64, 65, 735, 5000])
  func everyLine(count: Int) {
    for size in [1, 2, 6, 64, 4096] {
      let groups = Grouping([Int](repeating: size, count: count)).groups
      #expect(groups.joined().sorted() == Array(0..<count))
      #expect(groups.allSatisfy { $0 == $0.sorted() })
    }
  }

  @Test("Lines that are measured by themselves stay with their neighbors")
  func neighbors() {
    let groups = Grouping([Int](repeating: 1, count: 1000)).groups
    #expect(groups.allSatisfy { $0.count <= 16 && $0 == Array($0[0]...$0[$0.count - 1]) })
    #expect(groups.count >= 64)
  }

  @Test("A stack holds both sides of a group's lines, whatever share of it they take")
  func shares() {
    for sizes in [
      [Int](repeating: 64, count: 2500),
      (0..<735).map { 64 << min(6, $0 / 105) },
      (0..<21).map { $0 < 3 ? 2 : 4096 },
    ] {
      let groups = Grouping(sizes).groups
      let filled = groups.map { $0.reduce(0) { $0 + 2 / Double(sizes[$1]) } }
      // Dealt out one by one, shares differ by no more than the largest.
      #expect(filled.allSatisfy { $0 <= 1 + 2 / Double(sizes.min()!) })
    }
  }

  @Test("Each group has its share of every variable")
  func mixed() {
    let variables = (0..<735).map { $0 / 21 }
    let groups = Grouping(variables.map { $0 < 5 ? 64 : 512 }).groups
    #expect(groups.count >= 8)
    for group in groups {
      #expect(Set(group.map { variables[$0] }).count == 35)
    }
  }
}
