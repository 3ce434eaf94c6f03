import Foundation
import Testing

@testable import Commands

@Suite struct OutputFileTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  private func contents(_ name: String) -> String? {
    try? String(contentsOfFile: path(name), encoding: .utf8)
  }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }

  @Test func `to test a file leaves it as it is, and no other beside it`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("old".utf8).write(to: folder.appending(path: "file"))
    _ = try OutputFile(path("file"))
    _ = try OutputFile(path("new"))
    #expect(contents("file") == "old")
    #expect(try names == ["file"])
  }

  @Test func `a file is replaced, and keeps its permissions`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("older and longer".utf8).write(to: folder.appending(path: "file"))
    chmod(path("file"), 0o640)
    try OutputFile(path("file")).write(Data("new".utf8))
    #expect(contents("file") == "new")
    let attributes = try FileManager.default.attributesOfItem(atPath: path("file"))
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(try names == ["file"])
  }

  @Test func `what a link leads to is written, whether it exists or not`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    symlink("second", path("first"))
    symlink("target", path("second"))
    for text in ["made", "replaced"] {
      try OutputFile(path("first")).write(Data(text.utf8))
      #expect(contents("target") == text)
    }
    #expect(try names == ["first", "second", "target"])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path("first")) == "second")
  }

  @Test func `what a killed run has left is removed, what another run writes is not`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let leftover = ".file.1f2e.gradcheck-partial"
    for name in [leftover, ".file.mine.gradcheck-partial", ".other.1f2e.gradcheck-partial"] {
      try Data().write(to: folder.appending(path: name))
    }
    let written = try TemporaryFile(beside: path("file"))
    let before = try names
    #expect(before.count == 4)
    _ = try OutputFile(path("file"))
    #expect(try names == before.filter { $0 != leftover })
    try written.replace(path("file"), with: Data("whole".utf8), permissions: nil)
    #expect(contents("file") == "whole")
    #expect(try names.count == 3)
  }

  @Test func `what cannot be written is refused, and it is said why`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    symlink("loop", path("loop"))
    for (path, reason) in [
      ("", "name a file"), ("\(folder.path)/", "name a file"),
      (folder.path, "this is a folder; name a file in it"),
      (path("no/file"), "there is no folder \(path("no"))"),
      (path("loop"), "Too many levels of symbolic links"), ("/dev/null/file", "Not a directory"),
      (path(String(repeating: "long", count: 100)), "File name too long"), ("a\0b", "no path"),
    ] {
      #expect { try OutputFile(path) } throws: { "\($0)".contains(reason) }
    }
    #expect(try names == ["loop"])
  }

  @Test func `a device is written into`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try OutputFile("/dev/null").write(Data("gone".utf8))
    #expect(FileManager.default.fileExists(atPath: "/dev/null"))
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs a full device"))
  func `a full device is told apart from one that is not permitted`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try OutputFile("/dev/full")
    #expect { try file.write(Data("x".utf8)) } throws: {
      "\($0)" == "/dev/full cannot be written: No space left on device"
    }
  }
}
