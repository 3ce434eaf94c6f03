public import Tensors

/// Labeled color images of 32×32 pixels, kept as the bytes that they were stored as.
///
///     let data = try CIFAR10.load("cifar-10-batches-bin").training
///     let batch: Tensor<Float> = data.images(0..<32)      // [32, 3, 32, 32], 0…1
///     let classes = data.labels(0..<32)
///
/// A byte takes an eighth of the memory of a `Double`: the whole data set stays as bytes, and only the
/// batch at hand becomes a tensor.
public struct ImageDataset: Sendable, Equatable {
  /// The extents of one image: channels (red, green, blue), rows from the top, columns from the left.
  public static let imageShape: Shape = [3, 32, 32]

  /// The brightness of every pixel, 0…255: image after image, each in the order of ``imageShape``.
  public let pixels: [UInt8]
  /// The class of each image, an index into ``classNames``.
  public let labels: [Int]
  /// The name of each class.
  public let classNames: [String]
  /// Where the images come from.
  public let origin: Origin

  /// Where images come from, so that what is reported about them can say so.
  public enum Origin: Sendable, Equatable, CustomStringConvertible {
    /// Read from the files at these paths.
    case files([String])
    /// Drawn by ``SyntheticImages``.
    case synthetic(seed: UInt64)

    public var description: String {
      switch self {
      case .files(let paths):
        paths.count == 1 ? paths[0] : "\(paths[0]) and \(paths.count - 1) more"
      case .synthetic(let seed): "synthetic images, seed \(seed)"
      }
    }
  }

  /// A data set of `labels.count` images.
  public init(pixels: [UInt8], labels: [Int], classNames: [String], origin: Origin) {
    precondition(
      pixels.count == labels.count * Self.imageShape.count,
      "\(labels.count) images of shape \(Self.imageShape) do not have \(pixels.count) bytes")
    precondition(
      labels.allSatisfy(classNames.indices.contains),
      "a label is an index into the \(classNames.count) class names")
    self.pixels = pixels
    self.labels = labels
    self.classNames = classNames
    self.origin = origin
  }

  /// The number of images.
  public var count: Int { labels.count }

  /// The index of every image.
  public var indices: Range<Int> { labels.indices }

  /// The classes of the images at `indices`, in that order; an index may occur repeatedly.
  public func labels(_ indices: some Collection<Int>) -> [Int] { indices.map { labels[$0] } }

  /// The data set of the images at `indices`, in that order; an index may occur repeatedly.
  public func subset(_ indices: some Collection<Int>) -> ImageDataset {
    let size = Self.imageShape.count
    var pixels: [UInt8] = []
    pixels.reserveCapacity(indices.count * size)
    for index in indices { pixels += self.pixels[index * size..<(index + 1) * size] }
    return ImageDataset(
      pixels: pixels, labels: labels(indices), classNames: classNames, origin: origin)
  }
}

// MARK: - Tensors

extension ImageDataset {
  /// The images at `indices`, in that order, as a tensor [N, 3, 32, 32] of byte / 255, so 0…1; an
  /// index may occur repeatedly.
  @inlinable
  public func images<Scalar: TensorScalar>(_ indices: some Collection<Int>) -> Tensor<Scalar> {
    images(at: Array(indices))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  @usableFromInline
  func images<Scalar: TensorScalar>(at indices: [Int]) -> Tensor<Scalar> {
    let size = Self.imageShape.count
    let brightness = (0...255).map { Scalar($0) / 255 }
    return Tensor(Shape([indices.count] + Self.imageShape.extents)) { images in
      for (n, index) in indices.enumerated() {
        precondition(labels.indices.contains(index), "no image \(index) in a data set of \(count)")
        for i in 0..<size { images[n * size + i] = brightness[Int(pixels[index * size + i])] }
      }
    }
  }
}
