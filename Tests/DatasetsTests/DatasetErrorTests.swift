import Datasets
import Foundation
import Testing

@Suite("Data set errors")
struct DatasetErrorTests {
  /// The sentence with which `path`, inside a folder that `prepare` fills, is refused; the folder
  /// is written as `folder`.
  private func refusal(
    of path: String, in prepare: (_ folder: String) throws -> Void = { _ in }
  ) throws -> String {
    var sentence = "accepted"
    try withTemporaryFolder { folder in
      try prepare(folder)
      do {
        _ = try CIFAR10.load(folder + path)
      } catch {
        sentence = "\(error)".replacing(folder, with: "folder")
      }
    }
    return sentence
  }

  private func refusal(ofFile bytes: [UInt8]) throws -> String {
    try refusal(of: "/x.bin") { try write(bytes, to: $0 + "/x.bin") }
  }

  @Test("Nothing at the path")
  func noSuchPath() throws {
    let advice =
      "expected a CIFAR-10 binary file or a directory of them: check the path"
    #expect(try refusal(of: "/nowhere") == "\"folder/nowhere\" does not exist; \(advice)")
    #expect(throws: DatasetError.noSuchPath("")) { try CIFAR10.load("") }
    let belowFile = try refusal(of: "/x.bin/y.bin") { try write([1], to: $0 + "/x.bin") }
    #expect(belowFile == "\"folder/x.bin/y.bin\" does not exist; \(advice)")
    let danglingLink = try refusal(of: "/link") { try #require(symlink("gone", $0 + "/link") == 0) }
    #expect(danglingLink == "\"folder/link\" does not exist; \(advice)")
  }

  @Test("A folder without training files")
  func noTrainingFiles() throws {
    let expected = """
      directory "folder" has no training file; expected any of data_batch_1.bin … \
      data_batch_5.bin, and test_batch.bin if there is one: unpack the official "CIFAR-10 binary \
      version" and name the folder with these files
      """
    #expect(try refusal(of: "") == expected)
    #expect(
      try refusal(of: "") { try write(records([1]), to: $0 + "/test_batch.bin") } == expected)
    #expect(try refusal(of: "") { try write(records([1]), to: $0 + "/data_batch_1") } == expected)
  }

  @Test("A folder or a pipe where a file is expected")
  func notAFile() throws {
    let folder = try refusal(of: "") {
      try FileManager.default.createDirectory(
        atPath: $0 + "/data_batch_1.bin", withIntermediateDirectories: false)
    }
    #expect(
      folder == """
        "folder/data_batch_1.bin" is a directory; expected a CIFAR-10 binary file: name a file
        """)
    let pipe = try refusal(of: "/pipe") { try #require(mkfifo($0 + "/pipe", 0o600) == 0) }
    #expect(
      pipe == """
        "folder/pipe" is a device, pipe or socket; expected a CIFAR-10 binary file: name a file
        """)
  }

  @Test("An empty file")
  func empty() throws {
    #expect(
      try refusal(ofFile: []) == """
        "folder/x.bin" is empty; expected records of 3073 bytes: copy or download the file again
        """)
  }

  @Test(
    "A size that is no whole number of records",
    arguments: [
      (1, "1 byte, 3072 too few for 1 record"),
      (3_072, "3072 bytes, 1 too few for 1 record"),
      (3_074, "3074 bytes, 1 too many for 1 record or 3072 too few for 2 records"),
      (3 * 3_073 - 5, "9214 bytes, 3068 too many for 2 records or 5 too few for 3 records"),
    ])
  func truncated(size: Int, counts: String) throws {
    #expect(
      try refusal(ofFile: [UInt8](repeating: 7, count: size)) == """
        "folder/x.bin" has \(counts); expected a whole number of records of 3073 bytes: copy or \
        download the file again
        """)
  }

  @Test("A file that would fill the memory is refused before it is read")
  func tooLarge() throws {
    let sentence = try refusal(of: "/x.bin") { folder in
      try write([], to: folder + "/x.bin")
      try #require(truncate(folder + "/x.bin", 3_073_000_000_000) == 0)
    }
    #expect(
      sentence == """
        "folder/x.bin" has 3073000000000 bytes; expected at most 100000 records of 3073 bytes: \
        split the file
        """)
  }

  @Test("100,000 records are not too many, and one more is")
  func largest() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.bin"
      try write([255], to: path)
      try #require(truncate(path, 3_073 * 100_000) == 0)
      #expect(throws: DatasetError.foreignLabel(path: path, record: 0, label: 255)) {
        try CIFAR10.load(path)
      }
      try #require(truncate(path, 3_073 * 100_001) == 0)
      #expect(throws: DatasetError.tooLarge(path: path, size: 307_303_073)) {
        try CIFAR10.load(path)
      }
    }
  }

  @Test("A label above 9, in the first record or a later one")
  func foreignLabel() throws {
    let expected = { (record: Int, label: Int) in
      """
      "folder/x.bin" is not a CIFAR-10 binary file: record \(record), counted from 0, has label \
      \(label); expected 0 … 9 at the start of every 3073 bytes: use the "CIFAR-10 binary version"
      """
    }
    #expect(try refusal(ofFile: records([10])) == expected(0, 10))
    #expect(try refusal(ofFile: records([0, 9, 255, 11])) == expected(2, 255))
    // Whatever its size: "<" is 60.
    #expect(try refusal(ofFile: Array("<html>".utf8)) == expected(0, 60))
  }

  @Test("What the system does not let be read")
  func unreadable() throws {
    let expected = { (name: String, code: Int32) in
      """
      "folder/\(name)" cannot be read (\(String(cString: strerror(code)))); expected a CIFAR-10 \
      binary file or a directory of them: check path and permissions
      """
    }
    let circle = try refusal(of: "/circle") {
      try #require(symlink("circle", $0 + "/circle") == 0)
    }
    #expect(circle == expected("circle", ELOOP))
    let longName = String(repeating: "x", count: 5_000)
    #expect(try refusal(of: "/" + longName) == expected(longName, ENAMETOOLONG))
  }

  @Test("A file without permission to read", .enabled(if: geteuid() != 0, "root may read it"))
  func withoutPermission() throws {
    let sentence = try refusal(of: "/x.bin") { folder in
      try write(records([1]), to: folder + "/x.bin")
      try #require(chmod(folder + "/x.bin", 0) == 0)
    }
    #expect(
      sentence == """
        "folder/x.bin" cannot be read (\(String(cString: strerror(EACCES)))); expected a \
        CIFAR-10 binary file or a directory of them: check path and permissions
        """)
  }

  @Test("What the system does not let be written")
  func unwritable() {
    #expect(
      "\(DatasetError.unwritable(path: "x.bin", reason: "No space left on device"))" == """
        "x.bin" cannot be written (No space left on device); expected a file name in a writable \
        directory: check path and permissions
        """)
  }
}
