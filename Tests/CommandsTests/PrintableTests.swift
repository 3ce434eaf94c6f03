import Commands
import Testing

@Suite struct PrintableTests {
  @Test(arguments: [
    ("plain, größer, 4×3", "plain, größer, 4×3"), ("two\nlines", "two\nlines"),
    ("a\u{1B}[2Jb\u{7}", "a\u{FFFD}[2Jb\u{FFFD}"), ("\r\u{9B}31m", "\u{FFFD}\u{FFFD}31m"),
    ("abc\u{202E}def", "abc\u{FFFD}def"),
  ])
  func `what controls a terminal is replaced`(text: String, printable: String) {
    #expect(text.printable == printable)
  }

  @Test func `what is too long to be read has its middle left out`() {
    let name = String(repeating: "x", count: 120)
    #expect(name.shortened == name)
    let long = "begin" + String(repeating: "x", count: 5000) + "end"
    #expect(long.shortened.count == 120)
    #expect(long.shortened.hasPrefix("begin") && long.shortened.hasSuffix("end"))
  }
}
