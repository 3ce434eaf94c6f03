import GradientChecking
import Testing

@Suite("A single wrong value on a kink among many right ones")
struct UntracedKinkTests {
  @Test("It fails the block, though it is less than 1 % of it", arguments: [1000, 2, -0.5])
  func wrongAtZero(slope: Double) throws {
    let x = (0..<200).map { $0 == 77 ? 0 : Double($0 % 7) - 3.5 }
    let specimen = Specimen(
      at: x, value: { $0.reduce(0) { $0 + max(0, $1) } },
      gradient: { $0.map { $0 > 0 ? 1 : $0 == 0 ? slope : 0 } })
    #expect(try !report(on: specimen).isPassed)
    #expect(try !report(on: specimen.untraced).isPassed)
  }

  @Test("A subgradient there passes", arguments: [0, 0.3, 1])
  func rightAtZero(slope: Double) throws {
    let x = (0..<200).map { $0 == 77 ? 0 : Double($0 % 7) - 3.5 }
    let specimen = Specimen(
      at: x, value: { $0.reduce(0) { $0 + max(0, $1) } },
      gradient: { $0.map { $0 > 0 ? 1 : $0 == 0 ? slope : 0 } })
    #expect(try report(on: specimen).isPassed)
  }
}
