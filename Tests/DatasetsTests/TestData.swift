import Datasets
import Foundation

/// The folder of the package.
private let packageRoot = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The 50 synthetic images that are committed.
let samplePath = packageRoot.appending(path: "Fixtures/cifar10-sample.bin").path

/// Real CIFAR-10 images, too many to be committed: beside the package where there are any.
enum RealImages {
  static let path = packageRoot.appending(path: "../shared/cifar10").standardized.path
  static let arePresent = FileManager.default.fileExists(atPath: path + "/test_batch.bin")
  static let absence = "real CIFAR-10 images are looked for in ../shared/cifar10"
}

/// Calls `body` with the path of a new folder, which is gone afterwards.
func withTemporaryFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}

func write(_ bytes: [UInt8], to path: String) throws {
  try Data(bytes).write(to: URL(filePath: path))
}

func bytes(of path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }

/// Records whose pixels are their label.
func records(_ labels: [UInt8]) -> [UInt8] {
  labels.flatMap { [UInt8](repeating: $0, count: 3_073) }
}

/// Images of one color each, of as many classes as there are different labels.
func plainImages(labels: [Int], red: UInt8 = 10, green: UInt8 = 20, blue: UInt8 = 30)
  -> ImageDataset
{
  let image = [red, green, blue].flatMap { [UInt8](repeating: $0, count: 1_024) }
  return ImageDataset(
    pixels: labels.flatMap { _ in image }, labels: labels,
    classNames: (0...(labels.max() ?? 0)).map { "class \($0)" }, origin: .files(["plain"]))
}
