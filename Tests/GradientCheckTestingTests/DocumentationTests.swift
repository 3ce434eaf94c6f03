import Foundation
import Testing

/// The code in articles is that of samples, which are compiled and run with the tests.
@Suite("Documentation")
struct DocumentationTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func files(_ folder: String, _ suffix: String) -> [URL] {
    let all = FileManager.default.enumerator(
      at: root.appending(path: folder), includingPropertiesForKeys: nil)
    return (all?.compactMap { $0 as? URL } ?? []).filter { $0.path.hasSuffix(suffix) }
  }

  /// The lines without indentation, and without empty ones.
  private static func lines(_ text: some StringProtocol) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }

  static let articles = ["GradientCheckTesting", "GradientCheckDifferentiation"]
    .flatMap { files("Sources/\($0)", ".md") }

  @Test(arguments: articles.map(\.lastPathComponent).indices)
  func `every sample is compiled`(number: Int) throws {
    let samples = try
      (Self.files("Tests/GradientCheckTestingTests/Samples", ".swift")
      + Self.files("Tests/GradientCheckDifferentiationTests/Samples", ".swift"))
      .map {
        "\n" + Self.lines(try String(contentsOf: $0, encoding: .utf8)).joined(separator: "\n")
          + "\n"
      }
    let article = try String(contentsOf: Self.articles[number], encoding: .utf8)
    let blocks = article.components(separatedBy: "```swift\n").dropFirst()
      .compactMap { $0.components(separatedBy: "```").first }
    for block in blocks {
      let code = "\n" + Self.lines(block).joined(separator: "\n") + "\n"
      #expect(samples.contains { $0.contains(code) }, "not among the samples:\n\(block)")
    }
  }

  @Test func `what the README checks is compiled`() throws {
    let readme = try Self.lines(
      String(contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8))
    let sample = try Self.lines(
      String(
        contentsOf: Self.root.appending(
          path: "Tests/GradientCheckTestingTests/Samples/Readme.swift"), encoding: .utf8)
    )
    for start in ["let scale = ", "struct Scale: "] {
      let shown = readme.drop { !$0.hasPrefix(start) }.prefix { $0 != "```" }
      let compiled = sample.drop { !$0.hasPrefix(start) }.prefix(shown.count)
      #expect(!shown.isEmpty && Array(shown) == Array(compiled))
    }
  }

  @Test func `there are articles with samples`() {
    #expect(Self.articles.count >= 7)
  }
}
