import ArgumentParser
import Commands
import Datasets
import Foundation
import Reporting
import SanityChecking
import TrainingReporting

/// Where the watched training goes for TensorBoard.
struct EventOptions: ParsableArguments, Sendable {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Write the watched training into this folder for TensorBoard: numbers, distributions, pictures.",
      valueName: "folder"), completion: .directory)
  var events: String?

  /// By which TensorBoard finds it. The same run writes the same file again.
  private var file: String? { events.map { "\($0)/events.out.tfevents.1" } }

  /// Makes the folder where there is none, and finds out whether the file can be written.
  func validateFolder() throws {
    guard let events, let file else { return }
    guard !events.isEmpty else { throw ValidationError("--events names a folder.") }
    do {
      try FileManager.default.createDirectory(atPath: events, withIntermediateDirectories: true)
    } catch {
      throw ValidationError(
        "--events \(events): the folder cannot be made: \(error.localizedDescription)")
    }
    do { _ = try OutputFile(file) } catch { throw ValidationError("--events \(error)") }
  }

  func write(_ events: EventFile) throws {
    if let file { try OutputFile(file).write(events.data) }
  }
}

extension EventFile {
  /// A step: its numbers, the distribution of each tensor and of its gradient, and the filters of the first layer
  /// where that is a convolution of an image.
  mutating func add(_ snapshot: TrainingSnapshot) {
    add(snapshot.step, number: snapshot.number)
    for parameter in snapshot.parameters {
      add("weights/\(parameter.name)", histogramOf: parameter.values, step: snapshot.number)
      add("gradients/\(parameter.name)", histogramOf: parameter.gradient, step: snapshot.number)
    }
    guard let first = snapshot.parameters.first,
      let picture = Picture(filters: first.values, shape: first.shape)
    else { return }
    add("filters/\(first.name)", picture, step: snapshot.number)
  }

  /// The image of each class.
  mutating func add(_ samples: [LabeledPicture]) {
    for sample in samples { add("samples/\(sample.label)", sample.picture, step: 0) }
  }
}

extension LabeledPicture {
  /// An image of each class, the first there is, under its number and name.
  static func ofEachClass(_ images: ImageDataset) -> [LabeledPicture] {
    let (size, shape) = (ImageDataset.imageShape.count, ImageDataset.imageShape)
    return images.classNames.enumerated().compactMap { label, name in
      images.labels.firstIndex(of: label).map { index in
        LabeledPicture(
          "\(label) \(name)",
          Picture(
            width: shape[2], height: shape[1],
            planes: images.pixels[index * size..<(index + 1) * size]))
      }
    }
  }
}
