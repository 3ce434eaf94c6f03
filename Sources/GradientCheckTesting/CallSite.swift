import GradientChecking
import Testing
import XCTest

/// Where an assertion stands in the source, in the terms of either framework.
struct CallSite {
  private let file: StaticString
  private let line: UInt
  private let location: SourceLocation

  init(_ location: SourceLocation, file: StaticString, line: UInt) {
    self.file = file
    self.line = line
    self.location = location
  }

  init(file: StaticString, line: UInt) {
    let path = "\(file)"
    // Swift Testing wants "Module/File.swift" too; the folder stands in for the module.
    let ending = path.split(separator: "/").suffix(2).joined(separator: "/")
    let location = SourceLocation(
      fileID: ending.contains("/") ? ending : "/\(ending)", filePath: path,
      line: max(1, Int(line)), column: 1)
    self.init(location, file: file, line: line)
  }

  /// Makes the running test fail, whichever framework runs it; the whole report goes to its attachments
  /// where that is Swift Testing.
  func recordFailure(_ message: String, report: GradientReport? = nil) {
    if Test.current == nil {
      XCTFail(message, file: file, line: line)
    }
    // Without a current test this is XCTest, or Swift Testing on a detached task or a queue. A
    // framework that is not running ignores, without a word, what it is told: so tell both.
    Issue.record(Comment(rawValue: message), sourceLocation: location)
    if Test.current != nil, let report {
      let text = GradientText(isVerbose: true).render(report)
      Attachment.record(text, named: "gradients.txt", sourceLocation: location)
    }
  }
}
