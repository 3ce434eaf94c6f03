import Datasets
import Foundation
import Testing

@Suite("Writing image data sets")
struct ImageDatasetWritingTests {
  private let dataset = SyntheticImages.generate(7, seed: 3)

  @Test("What is written is read back, byte for byte")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/images.bin"
      try dataset.write(to: path)
      let read = try CIFAR10.load(path).training
      #expect(read.pixels == dataset.pixels)
      #expect(read.labels == dataset.labels)
      #expect(read.classNames == CIFAR10.classNames)
      #expect(read.origin == .files([path]))
    }
  }

  @Test("A record is the label, then the pixels")
  func format() throws {
    try withTemporaryFolder { folder in
      try plainImages(labels: [3], red: 1, green: 2, blue: 255).write(to: folder + "/one.bin")
      let planes = [1, 2, 255].flatMap { [UInt8](repeating: $0, count: 1_024) }
      #expect(try bytes(of: folder + "/one.bin") == [3] + planes)
    }
  }

  @Test("A file is replaced, and nothing else is left in its folder")
  func replacement() throws {
    try withTemporaryFolder { folder in
      try write([1, 2, 3], to: folder + "/images.bin")
      try dataset.write(to: folder + "/images.bin")
      #expect(try bytes(of: folder + "/images.bin").count == 7 * 3_073)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["images.bin"])
    }
  }

  @Test(
    "Real files are written back as they were",
    .enabled(if: RealImages.arePresent, "\(RealImages.absence)"))
  func realFile() throws {
    try withTemporaryFolder { folder in
      let path = RealImages.path + "/test_batch.bin"
      try CIFAR10.load(path).training.write(to: folder + "/copy.bin")
      #expect(try bytes(of: folder + "/copy.bin") == bytes(of: path))
    }
  }

  private func expectRefusal(_ path: String, reason: String) {
    #expect(throws: DatasetError.unwritable(path: path, reason: reason)) {
      try dataset.write(to: path)
    }
  }

  @Test("A folder that does not exist is refused")
  func missingFolder() throws {
    try withTemporaryFolder { folder in
      expectRefusal(folder + "/nowhere/x.bin", reason: String(cString: strerror(ENOENT)))
    }
  }

  @Test("A folder, a pipe or a circle of links is never replaced")
  func irreplaceable() throws {
    try withTemporaryFolder { folder in
      expectRefusal(folder, reason: "it is a directory")
      try #require(mkfifo(folder + "/pipe", 0o600) == 0)
      expectRefusal(folder + "/pipe", reason: "it is a device, pipe or socket")
      try #require(symlink("circle", folder + "/circle") == 0)
      expectRefusal(folder + "/circle", reason: String(cString: strerror(ELOOP)))
      let left = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(left.sorted() == ["circle", "pipe"])
    }
  }
}
