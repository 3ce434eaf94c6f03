internal import GSL

/// Images of ten classes drawn from a seed, in the format of CIFAR-10, for where no data are at hand.
///
///     let data = SyntheticImages.generate(1_000, seed: 1)
///
/// A class is a pattern: four orientations of stripes, a checkerboard, a disc, a ring, a cross, a
/// ramp or blobs. With b the brightness of the pattern at a pixel and b̄ its mean over the image,
///
///     x = levelₖ + contrastₖ · (b − b̄) + noise          for channel k
///
/// Position, size, phase and direction of the pattern, level and contrast of each channel, and the
/// noise of each pixel are random. Because b̄ is taken off, the mean color of an image says nothing
/// about its class: only where it is bright and where it is dark does.
///
/// Every ten images in order have each class once. Each image has a key of its own, so the first
/// images of a seed are the same however many are made. Patterns are drawn with + − × ÷ and √ alone,
/// which round alike everywhere.
public enum SyntheticImages {
  /// What is drawn in each class.
  public static let classNames = Pattern.all.map(\.name)

  /// The first `count` images that belong to `seed`.
  public static func generate(_ count: Int, seed: UInt64) -> ImageDataset {
    precondition(count >= 0, "cannot draw \(count) images")
    let (order, drawing) = (RandomKey(seed).derived(0), RandomKey(seed).derived(1))
    let patterns = (0..<(count + 9) / 10).flatMap { block in
      RandomGenerator(order.derived(block)).permutation(Pattern.all.count)
    }.prefix(count)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count * ImageDataset.imageShape.count)
    for (n, pattern) in patterns.enumerated() {
      draw(Pattern.all[pattern], from: RandomGenerator(drawing.derived(n)), into: &pixels)
    }
    return ImageDataset(
      pixels: pixels, labels: Array(patterns), classNames: classNames,
      origin: .synthetic(seed: seed))
  }

  private static func draw(
    _ pattern: Pattern, from generator: RandomGenerator, into pixels: inout [UInt8]
  ) {
    let (rows, columns) = (ImageDataset.imageShape[1], ImageDataset.imageShape[2])
    let brightness = pattern.picture(generator)
    var picture: [Double] = []
    for row in 0..<rows {
      for column in 0..<columns {
        picture.append(
          brightness(Double(column) - Double(columns - 1) / 2, Double(row) - Double(rows - 1) / 2))
      }
    }
    let mean = picture.reduce(0, +) / Double(picture.count)
    for _ in 0..<ImageDataset.imageShape[0] {
      let level = generator.uniform(in: 0.3...0.6)
      let contrast = generator.uniform(in: 0.2...0.6)
      for b in picture {
        let x = level + contrast * (b - mean) + generator.normal(standardDeviation: 0.04)
        pixels.append(UInt8((min(max(x, 0), 1) * 255).rounded()))
      }
    }
  }
}
