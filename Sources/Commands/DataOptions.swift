import ArgumentParser
import Datasets
import Tensors

/// The images that a model is looked at with.
package struct DataOptions: ParsableArguments, Sendable {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "CIFAR-10 in its binary version: a folder or one file. Without it, synthetic images.",
      valueName: "path"), completion: .file())
  package var data: String?

  package init() {}

  /// The images: those of the files, or so many synthetic ones.
  ///
  /// - Throws: a ``DatasetError`` where the files are not what they should be.
  package func images(synthetic count: Int, seed: UInt64) throws(DatasetError) -> CIFAR10 {
    guard let data else {
      return CIFAR10(training: SyntheticImages.generate(count, seed: seed), test: nil)
    }
    return try CIFAR10.load(data)
  }

  /// What `body` returns. Images that the user gave are to blame where there are too few of them.
  ///
  /// - Throws: what `body` throws, an ``InputError`` about the user's images as ``BadData``.
  package func blamed<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as InputError where data != nil {
      throw BadData(error)
    }
  }
}
