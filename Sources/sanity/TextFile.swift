import Foundation
import Tensors

/// A text of the user's.
enum TextFile {
  /// More was hardly meant, and takes sixteen times as much memory as letters.
  private static let largest = 10_000_000

  /// - Throws: ``InputError`` where there is no such file, or it is no text.
  static func read(_ path: String) throws(InputError) -> String {
    func refusal(_ what: String) -> InputError {
      InputError(
        path, expects: "a text in UTF-8 of at most \(largest / 1_000_000) MB", got: what)
    }
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved(path)) else {
      throw refusal("nothing that can be read")
    }
    guard attributes[.type] as? FileAttributeType == .typeRegular else {
      throw refusal("no regular file")
    }
    let size = attributes[.size] as? Int ?? 0
    guard size <= largest else { throw refusal("\(size) bytes") }
    guard let data = FileManager.default.contents(atPath: path), data.count <= largest else {
      throw refusal("nothing that can be read")
    }
    guard let text = String(validating: data, as: UTF8.self) else { throw refusal("other bytes") }
    return text
  }

  /// Where symbolic links lead.
  private static func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }
}
