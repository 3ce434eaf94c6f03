import Datasets
import Tensors
import Testing

@Suite("Image data sets")
struct ImageDatasetTests {
  /// Three images whose bytes run on from each to the next.
  private let dataset = ImageDataset(
    pixels: (0..<3 * 3_072).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 3_072) },
    labels: [2, 0, 1], classNames: ["a", "b", "c"], origin: .files(["x.bin", "y.bin"]))

  private func expectScaledBytes<Scalar: TensorScalar>(as scalar: Scalar.Type) {
    let images: Tensor<Scalar> = dataset.images([2, 0, 2])
    #expect(images.shape == [3, 3, 32, 32])
    let expected = [2, 0, 2].flatMap { index in
      dataset.pixels[index * 3_072..<(index + 1) * 3_072].map { Scalar($0) / 255 }
    }
    #expect(images.elements == expected)
  }

  @Test("Images are bytes divided by 255, in the order asked for, in single and double precision")
  func scaling() {
    expectScaledBytes(as: Float.self)
    expectScaledBytes(as: Double.self)
  }

  @Test("Black is 0 and white is 1")
  func ends() {
    let images: Tensor<Float> = plainImages(labels: [0], red: 0, green: 255, blue: 51).images([0])
    #expect(images[0] == 0)
    #expect(images[1_024] == 1)
    #expect(images[2_048] == 0.2)
  }

  @Test("No indices give a tensor of no images")
  func noImages() {
    let images: Tensor<Double> = dataset.images([])
    #expect(images.shape == [0, 3, 32, 32])
  }

  @Test("Any collection of indices will do")
  func collections() {
    let range: Tensor<Float> = dataset.images(1..<3)
    let slice: Tensor<Float> = dataset.images([0, 1, 2][1...])
    #expect(range == slice)
    #expect(dataset.labels(dataset.indices) == dataset.labels)
    #expect(dataset.labels([2, 2, 0]) == [1, 1, 2])
  }

  @Test("A subset has the images, labels, class names and origin of what it was taken from")
  func subsets() {
    let subset = dataset.subset([1, 1, 0])
    #expect(subset.count == 3)
    #expect(subset.labels == [0, 0, 2])
    #expect(subset.classNames == dataset.classNames)
    #expect(subset.origin == dataset.origin)
    let images: Tensor<Double> = subset.images(subset.indices)
    #expect(images == dataset.images([1, 1, 0]))
    #expect(dataset.subset([]).count == 0)
  }

  @Test("An origin says where images come from")
  func origins() {
    #expect("\(dataset.origin)" == "x.bin and 1 more")
    #expect("\(ImageDataset.Origin.synthetic(seed: 7))" == "synthetic images, seed 7")
  }
}
