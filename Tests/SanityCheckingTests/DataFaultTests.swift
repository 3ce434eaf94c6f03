import Datasets
import Diagnostics
import Foundation
import GSL
import Layers
import SanityChecking
import Tensors
import Testing

/// Faults of the data, each found where it is and not where it is not.
@Suite struct DataFaultTests {
  private func findings(
    probe: ProbeName, images: ImageDataset = syntheticImages,
    _ change: (inout ImageCheck) -> Void = { _ in }
  ) throws -> [Finding] {
    var check = healthyCheck(.softmax)
    check.data.splits = ImageSplits(images, seed: 0)
    check.probes = [probe]
    change(&check)
    return try check.run().findings.filter { $0.verdict < .pass }
  }

  private func relabelled(_ change: (Int, Int) -> Int) -> ImageDataset {
    let images = syntheticImages
    return ImageDataset(
      pixels: images.pixels, labels: images.labels.enumerated().map(change),
      classNames: images.classNames, origin: images.origin)
  }

  private func changed(_ images: ImageDataset, _ change: (Int, inout [UInt8]) -> Void)
    -> ImageDataset
  {
    var pixels = images.pixels
    change(images.count, &pixels)
    return ImageDataset(
      pixels: pixels, labels: images.labels, classNames: images.classNames, origin: images.origin)
  }

  @Test func `one class alone, one that is empty, and one taken twice`() throws {
    #expect(try findings(probe: .labels) == [])
    let constant = try findings(probe: .labels, images: relabelled { _, _ in 3 })
    #expect(constant.first?.title == "all samples are of one class")
    #expect(constant.first?.verdict == .fail)
    let empty = try findings(probe: .labels, images: relabelled { $1 == 3 ? 4 : $1 })
    #expect(empty.first?.title == "a class has no sample")
    let images = syntheticImages
    let again = images.indices.filter { images.labels[$0] == 5 }
    let doubled = try findings(probe: .labels, images: images.subset(Array(images.indices) + again))
    #expect(doubled.first?.title == "one class has twice as many samples as the others")
  }

  @Test func `a validation split of one class`() throws {
    let seen = try findings(probe: .labels) { check in
      let validation = check.data.splits.others[0].source.dataset
      let one = validation.indices.filter { validation.labels[$0] == validation.labels[0] }
      let more = (0..<4).flatMap { _ in one }
      check.data.splits.others[0].source.dataset = validation.subset(more)
    }
    #expect(seen.map(\.code) == [.labelBalance])
    #expect(seen.first?.title == "the validation split has one class")
  }

  @Test func `a label that leaks into one pixel`() throws {
    let leaking = changed(syntheticImages) { count, pixels in
      for i in 0..<count { pixels[i * 3072 + 5] = UInt8(20 * syntheticImages.labels[i] + i % 3) }
    }
    let seen = try findings(probe: .labels, images: leaking)
    #expect(seen.map(\.code) == [.labelLeakage])
    #expect(seen.first?.evidence.hasSuffix("of the variance of channel 0, row 0, column 5") == true)
  }

  @Test func `images of the training split with a trace of noise`() throws {
    #expect(try findings(probe: .inputScale) == [])
    let generator = RandomGenerator(seed: 4)
    let seen = try findings(probe: .inputScale) { check in
      let copies = check.data.splits.training.dataset.subset(0..<40)
      check.data.splits.others[0].source.dataset = changed(copies) { _, pixels in
        for i in pixels.indices {
          pixels[i] = UInt8(max(0, min(255, Int(pixels[i]) + generator.integer(below: 5))))
        }
      }
    }
    #expect(seen.map(\.code) == [.splitOverlap])
    #expect(seen.first?.evidence.contains("40 more nearly so") == true, "\(seen)")
  }

  private static let cifar10 = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/cifar10").standardized.path

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: cifar10),
      "CIFAR-10's binary version is not in ../shared/cifar10"))
  func `real pictures have none of these`() throws {
    let images = try CIFAR10.load(Self.cifar10).training
    #expect(try findings(probe: .labels, images: images) == [])
    #expect(try findings(probe: .inputScale, images: images) == [])
  }

  /// Every sample gets the mean of those before it in the batch.
  private struct Mixing: Layer {
    typealias Scalar = Float
    var description: String { "Mixing" }

    func forward(
      _ input: Tensor<Float>, in context: ForwardContext
    ) throws(InputError) -> (output: Tensor<Float>, cache: NoTensors<Float>) {
      let (samples, units) = (input.shape[0], input.shape.stride(of: 0))
      var output = input
      for n in 1..<max(1, samples) {
        for i in 0..<units { output[n * units + i] += 0.1 * input[(n - 1) * units + i] }
      }
      return (output, NoTensors())
    }

    func backward(
      _ gradient: Tensor<Float>, cache: NoTensors<Float>
    ) -> Gradients<Tensor<Float>, NoTensors<Float>> { Gradients(input: gradient) }
  }

  @Test func `inference that depends on the order of the batch`() throws {
    #expect(try findings(probe: .trainAndInference) == [])
    let seen = try findings(probe: .trainAndInference) { check in
      check.network.members.append(.init("mixing", Mixing()))
    }
    #expect(seen.map(\.code) == [.trainingAndInferenceDiffer])
    // The first sample is the same alone as in the batch; the order gives it away.
    #expect(seen.first?.title == "inference depends on the order of the batch")
  }
}
