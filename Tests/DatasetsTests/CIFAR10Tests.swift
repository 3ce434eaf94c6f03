import Datasets
import Testing

@Suite("CIFAR-10 files")
struct CIFAR10Tests {
  @Test("Classes are named in the order of the CIFAR-10 page")
  func classNames() {
    // https://www.cs.toronto.edu/~kriz/cifar.html, also batches.meta.txt of the official archive.
    let page = "airplane automobile bird cat deer dog frog horse ship truck"
    #expect(CIFAR10.classNames.joined(separator: " ") == page)
    #expect(CIFAR10.recordSize == 3_073)
  }

  @Test("A single file gives training images and no test images", arguments: [1, 2, 13])
  func singleFile(count: Int) throws {
    try withTemporaryFolder { folder in
      let labels = (0..<count).map { UInt8($0 * 7 % 10) }
      try write(records(labels), to: folder + "/any name")
      let data = try CIFAR10.load(folder + "/any name")
      #expect(data.test == nil)
      #expect(data.training.labels == labels.map(Int.init))
      #expect(data.training.pixels == labels.flatMap { [UInt8](repeating: $0, count: 3_072) })
      #expect(data.training.origin == .files([folder + "/any name"]))
    }
  }

  @Test("A folder gives the files that are there, in order, with or without a slash at its end")
  func folder() throws {
    try withTemporaryFolder { folder in
      try write(records([4, 5]), to: folder + "/data_batch_4.bin")
      try write(records([1]), to: folder + "/data_batch_1.bin")
      try write(records([9, 9, 9]), to: folder + "/data_batch_6.bin")
      let withoutTest = try CIFAR10.load(folder)
      #expect(withoutTest.training.labels == [1, 4, 5])
      #expect(withoutTest.test == nil)

      try write(records([7, 0, 7]), to: folder + "/test_batch.bin")
      let data = try CIFAR10.load(folder + "/")
      #expect(data.training == withoutTest.training)
      #expect(data.test?.labels == [7, 0, 7])
      #expect(data.test?.origin == .files([folder + "/test_batch.bin"]))
    }
  }

  @Test("Every byte value is a pixel, and a first pixel may look like anything")
  func anyPixels() throws {
    try withTemporaryFolder { folder in
      var record: [UInt8] = [9] + (0..<3_072).map { UInt8(truncatingIfNeeded: $0) }
      record.replaceSubrange(257..<262, with: "ustar".utf8)
      try write(record, to: folder + "/x.bin")
      #expect(try CIFAR10.load(folder + "/x.bin").training.pixels == Array(record[1...]))
    }
  }
}
