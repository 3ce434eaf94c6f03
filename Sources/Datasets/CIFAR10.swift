/// The CIFAR-10 images in their official binary format (A. Krizhevsky, "Learning multiple layers of
/// features from tiny images", 2009; download "CIFAR-10 binary version").
///
/// A file is a sequence of records of 3,073 bytes and nothing else: a label 0…9, then 1,024 bytes of
/// red, 1,024 of green and 1,024 of blue, row by row from the top left. Official files have 10,000
/// records; here a file may have any whole number of them, from 1 to ``largestRecordCount``.
public struct CIFAR10: Sendable, Equatable {
  /// The images to train with; at least one.
  public let training: ImageDataset
  /// The images to test with, nil where there is no file of them.
  public let test: ImageDataset?

  /// Training images with, or without, images to test with.
  public init(training: ImageDataset, test: ImageDataset?) {
    self.training = training
    self.test = test
  }

  /// The class that each label stands for.
  public static let classNames = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]
  /// The names of the training files in a directory.
  public static let trainingFileNames = (1...5).map { "data_batch_\($0).bin" }
  /// The name of the test file in a directory.
  public static let testFileName = "test_batch.bin"
  /// The number of bytes of a record.
  public static let recordSize = 1 + ImageDataset.imageShape.count
  /// The most records that a file may have, ten times as many as an official one: what is larger
  /// was hardly meant, and would fill the memory.
  public static let largestRecordCount = 100_000

  /// Reads a directory of CIFAR-10 binary files, or a single file.
  ///
  /// - A directory has at least one of ``trainingFileNames``, which are read in that order as the
  ///   training images, and possibly ``testFileName``.
  /// - A single file, of whatever name, gives training images and no test images.
  ///
  /// - Throws: a ``DatasetError`` that says which file is wrong, why, and what to do.
  public static func load(_ path: String) throws(DatasetError) -> CIFAR10 {
    guard FileKind(of: path) == .directory else {
      return CIFAR10(training: try read([path]), test: nil)
    }
    func present(_ names: [String]) -> [String] {
      names.map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
        .filter { FileKind(of: $0) != .absent }
    }
    let (trainingFiles, testFiles) = (present(trainingFileNames), present([testFileName]))
    guard !trainingFiles.isEmpty else { throw .noTrainingFiles(directory: path) }
    return CIFAR10(
      training: try read(trainingFiles), test: testFiles.isEmpty ? nil : try read(testFiles))
  }

  private static func read(_ paths: [String]) throws(DatasetError) -> ImageDataset {
    var labels: [Int] = []
    var pixels: [UInt8] = []
    for path in paths {
      try RecordFile(path).read(labels: &labels, pixels: &pixels)
    }
    return ImageDataset(
      pixels: pixels, labels: labels, classNames: classNames, origin: .files(paths))
  }
}
