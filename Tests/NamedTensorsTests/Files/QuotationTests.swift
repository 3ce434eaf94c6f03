@testable import NamedTensors
import Testing

@Suite("Quotation")
struct QuotationTests {
  @Test("Text from a file cannot command a terminal, nor fill a screen")
  func quotes() {
    #expect(quoted("conv1.weight") == "\"conv1.weight\"")
    #expect(quoted("größe 😀") == "\"größe 😀\"")
    #expect(quoted("\u{1B}[2J\n\"") == #""\u{1B}[2J\n\"""#)
    #expect(
      quoted(String(repeating: "a", count: 201)) == "\"\(String(repeating: "a", count: 200))…\"")
    #expect(quoted(String(repeating: "a", count: 200)).hasSuffix("a\""))
  }

  @Test("Long lists are cut")
  func lists() {
    #expect(shown([2, 3]) == "[2, 3]")
    #expect(shown([Int](repeating: 1, count: 17)).hasSuffix("1, 1, …]"))
    #expect(shown(["a", "b"]) == "\"a\", \"b\"")
    #expect(shown((0..<9).map { "\($0)" }).hasSuffix("\"7\", …"))
  }
}
