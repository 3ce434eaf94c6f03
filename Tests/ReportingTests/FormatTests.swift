import Foundation
import GradientChecking
import Testing

@testable import Reporting
@testable import TrainingReporting

/// What each format makes of a document, against what is stored in `Reports/`.
@Suite struct FormatTests {
  static func document() throws -> GradientDocument {
    try GradientDocument(
      json: Data(contentsOf: root.appending(path: "Reports/gradcheck-mistaken.json")))
  }

  @Test func `no two formats have one name, and the first is text`() {
    for names in [GradientDocument.formats.map(\.name), SanityDocument.formats.map(\.name)] {
      #expect(names.first == "text" && Set(names).count == names.count)
    }
  }

  @Test(arguments: GradientDocument.formats.dropFirst().map(\.name))
  func `a document is written as stored`(name: String) throws {
    let format = try #require(GradientDocument.formats.first { $0.name == name })
    let encode = try #require(format.encode)
    let ending = format.fileExtension ?? "\(name).txt"
    let file = root.appending(path: "Reports/gradcheck-mistaken.\(ending)")
    #expect(try encode(Self.document()) == Data(contentsOf: file))
  }

  @Test func `a sanity report is a page as stored`() throws {
    let json = try Data(contentsOf: root.appending(path: "Reports/sanity-mlp-high-rate.json"))
    let page = try ReportFormat<SanityDocument>.html.encode?(SanityDocument(json: json))
    let stored = try Data(contentsOf: root.appending(path: "Reports/sanity-mlp-high-rate.html"))
    #expect(page == stored)
  }

  @Test(.enabled(if: XMLLint.isThere, "xmllint is not there"))
  func `JUnit's XML keeps to its schema, and a schema can be broken`() throws {
    let schema = root.appending(path: "Fixtures/junit.xsd")
    let xml = JUnit.render(try Self.document())
    #expect(try XMLLint.accepts(xml, schema))
    #expect(
      try !XMLLint.accepts(xml.replacing("<testcase ", with: "<testcase when=\"now\" "), schema))
  }

  @Test func `names that are markup stay names`() throws {
    let function = ClosureFunction(
      "<script>x</script>", at: [1, 2], value: { $0[0] * $0[1] }, gradient: { [$0[1], 0] })
    let report = try GradientChecker().check(function, named: "a,b: 50% | `c` & <b>\nd\u{1}")
    let document = GradientDocument(
      reports: [report], blas: "none", arguments: ["--layer", "it's"])
    let page = GradientPage(document).html.description
    #expect(!page.contains("<script") && page.contains("&lt;script&gt;x&lt;/script&gt;"))
    #expect(!page.contains("\u{1}"))
    #expect(page.contains(#"gradcheck --layer 'it'\''s'"#))
    #expect(
      GitHubAnnotations.render(document).hasPrefix("::error title=a%2Cb%3A 50%25 | `c` & <b>%0Ad"))
    #expect(GradientMarkdown.render(document).contains(#"a,b: 50% \| \`c\` \& \<b\> d"#))
  }

  @Test func `what was not checked is no success`() throws {
    let function = ClosureFunction(at: [1], value: { $0[0] }, gradient: { _ in [1] })
    let report = try GradientChecker().check(function, named: "identity")
    let document = GradientDocument(reports: [report], blas: "none", unchecked: ["vgg11"])
    #expect(document.summary == "1 of 2 checks not finished.")
    #expect(GradientPage(document).html.description.contains("Not checked: vgg11."))
    #expect(JUnit.render(document).contains("<skipped message=\"not checked\"/>"))
    #expect(GitHubAnnotations.render(document).contains("::warning title=vgg11::Not checked."))
    #expect(GradientMarkdown.render(document).contains("Not checked: vgg11."))
  }
}

/// A reader of XML schemas.
enum XMLLint {
  static let path = ["/usr/bin/xmllint", "/opt/homebrew/opt/libxml2/bin/xmllint"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
  static var isThere: Bool { path != nil }

  static func accepts(_ xml: String, _ schema: URL) throws -> Bool {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).xml")
    try Data(xml.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: path ?? "")
    process.arguments = ["--noout", "--schema", schema.path, file.path]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
