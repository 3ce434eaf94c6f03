import Foundation
import GradientChecking
import Testing

@testable import Reporting

/// Reports of a test as files.
@Suite struct WritingTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  private func report(_ factor: Double) throws -> GradientReport {
    let square = ClosureFunction(
      "x", at: [1, -2], value: { $0[0] * $0[0] + $0[1] * $0[1] },
      gradient: { $0.map { factor * $0 } })
    return try GradientChecker().check(square, named: "square \(factor)")
  }

  private func written(_ document: GradientDocument, _ ending: String) throws -> Data {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "report.\(ending)")
    try document.write(to: file.path)
    return try Data(contentsOf: file)
  }

  @Test(arguments: ["html", "md", "json", "xml", "txt", "HTML"])
  func `the ending of a file names the format`(ending: String) throws {
    let document = GradientDocument(reports: [try report(2), try report(3)])
    let format = try #require(
      GradientDocument.formats.first { $0.fileExtension == ending.lowercased() })
    let data = try written(document, ending)
    #expect(try data == document.data(as: format))
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.contains("square 2.0") && text.contains("square 3.0"))
    if ending == "html" {
      #expect(text.hasPrefix("<!DOCTYPE html>") && text.contains("1 of 2 checks failed"))
    }
  }

  @Test func `a report alone is a document of one`() throws {
    let report = try report(3)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "report.txt")
    try report.write(to: file.path)
    #expect(try String(contentsOf: file, encoding: .utf8) == "\(report)")
  }

  @Test func `every format but the annotations has an ending of its own`() {
    let silent = GradientDocument.formats.filter { $0.fileExtension == nil }
    #expect(silent.map(\.name) == ["github"])
    let endings = GradientDocument.formats.compactMap(\.fileExtension)
    #expect(endings.contains("html") && Set(endings).count == endings.count)
  }

  @Test func `what cannot be written is said`() throws {
    let report = try report(2)
    func complaint(_ path: String) -> String {
      do throws(DocumentError) {
        try report.write(to: path)
        return ""
      } catch { return error.description }
    }
    #expect(
      complaint("report.pdf")
        .hasPrefix("report.pdf cannot be written: a report ends in one of .txt, .json, .html"))
    #expect(complaint("report").contains("a report ends in one of"))
    #expect(complaint("/no/such/folder/report.html").contains("there is no folder /no/such/folder"))
  }
}
