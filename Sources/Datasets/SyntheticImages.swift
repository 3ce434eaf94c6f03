internal import GSL

/// Images of ten classes drawn from a seed, in the format of CIFAR-10, for where no data are at hand.
///
///     let data = SyntheticImages.generate(1_000, seed: 1)
///
/// A class is a pattern: four orientations of stripes, a checkerboard, a disc, a ring, a cross, a
/// ramp or blobs. With b the brightness of the pattern at a pixel and b̄ its mean over the image,
///
///     x = levelₖ + contrastₖ · (b − b̄) + slopeₖ · place + noise          for channel k
///
/// Position, size and phase of the pattern, level, contrast and slope of each channel, and the noise of each
/// pixel are random. Because b̄ is taken off, the mean color of an image says nothing about its class: only
/// where it is bright and where it is dark does.
///
/// As in photographs, most of what two images differ by has nothing to do with their classes: color and light,
/// which falls from one side to the other (place runs from −1 to 1 across the image). It fills the distances between
/// pixels, so that nearest neighbors, which cannot but count it, tell few classes right, while weights that learned
/// to ignore it tell many: even those of a linear classifier, since a pattern is never so far from its place that
/// the images of a class cancel out.
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
    let (right, down) = (Double(columns - 1) / 2, Double(rows - 1) / 2)
    let places = (0..<rows).flatMap { row in
      (0..<columns).map { (x: Double($0) - right, y: Double(row) - down) }
    }
    let picture = places.map { brightness($0.x, $0.y) }
    let mean = picture.reduce(0, +) / Double(picture.count)
    for _ in 0..<ImageDataset.imageShape[0] {
      let level = generator.uniform(in: 0.35...0.65)
      let contrast = generator.uniform(in: 0.15...0.35)
      let slope = (x: generator.uniform(in: -0.25...0.25), y: generator.uniform(in: -0.25...0.25))
      for (b, place) in zip(picture, places) {
        let light = level + slope.x * place.x / right + slope.y * place.y / down
        let x = light + contrast * (b - mean) + generator.normal(standardDeviation: 0.04)
        pixels.append(UInt8((min(max(x, 0), 1) * 255).rounded()))
      }
    }
  }
}
