internal import Foundation
public import GSL
public import Tensors

/// A random change to images that leaves what they show the same, so that a network sees more of them.
///
///     let changed = Augmentation.standard.reduce(images) { $1.apply(to: $0, key: key) }
///
/// Images are [N, C, H, W]; each draws for itself, and the same key gives the same. Checks and judgments go without.
/// What comes into view from outside of an image is 0.
public enum Augmentation: Sendable, Hashable {
  /// Left and right exchanged, for half of the images.
  case flip
  /// A window of the image's size out of the image with so many pixels around it.
  case crop(padding: Int)
  /// Moved by up to so many pixels each way.
  case translation(pixels: Int)
  /// Turned about the middle by up to so many degrees each way; bilinear.
  case rotation(degrees: Double)
  /// Enlarged about the middle by a factor in 1 − share … 1 + share; bilinear.
  case scale(share: Double)
  /// A number for each channel, normal, of this deviation, added to all its pixels.
  case color(deviation: Double)
  /// A normal number for each value.
  case noise(deviation: Double)

  /// What is usual for small pictures.
  public static let standard: [Augmentation] = [.flip, .crop(padding: 4)]

  /// The changed images.
  public func apply<Scalar: TensorScalar>(
    to images: Tensor<Scalar>, key: RandomKey
  ) -> Tensor<Scalar> {
    precondition(images.shape.rank == 4, "images [N, C, H, W], not \(images.shape)")
    let generator = RandomGenerator(key)
    let size = images.shape.stride(of: 0)
    let shape = images.shape
    return Tensor(
      shape,
      (0..<shape[0]).flatMap { n -> [Scalar] in
        let image = Array(images.elements[n * size..<(n + 1) * size])
        return changed(image, shape[1], shape[2], shape[3], generator)
      })
  }

  private func changed<Scalar: TensorScalar>(
    _ image: [Scalar], _ channels: Int, _ rows: Int, _ columns: Int, _ generator: RandomGenerator
  ) -> [Scalar] {
    let area = rows * columns
    /// The image whose every pixel is the one that `source` names.
    func moved(_ source: (_ row: Int, _ column: Int) -> (Int, Int)) -> [Scalar] {
      image.indices.map { i in
        let (r, c) = source(i % area / columns, i % columns)
        guard (0..<rows).contains(r), (0..<columns).contains(c) else { return 0 }
        return image[i / area * area + r * columns + c]
      }
    }
    /// The same between pixels, x and y from the middle.
    func interpolated(_ source: (_ x: Double, _ y: Double) -> (Double, Double)) -> [Scalar] {
      let (middleX, middleY) = (Double(columns - 1) / 2, Double(rows - 1) / 2)
      return image.indices.map { i in
        let (u, v) = source(
          Double(i % columns) - middleX, Double(i % area / columns) - middleY)
        let (x, y) = (u + middleX, v + middleY)
        let (left, top) = (x.rounded(.down), y.rounded(.down))
        var sum = 0.0
        for (row, weightY) in [(top, 1 - (y - top)), (top + 1, y - top)] {
          for (column, weightX) in [(left, 1 - (x - left)), (left + 1, x - left)]
          where row >= 0 && column >= 0 && row < Double(rows) && column < Double(columns) {
            let value = image[i / area * area + Int(row) * columns + Int(column)]
            sum += weightX * weightY * Double(value)
          }
        }
        return Scalar(sum)
      }
    }
    switch self {
    case .flip:
      guard generator.sign() > 0 else { return image }
      return moved { ($0, columns - 1 - $1) }
    case .crop(let pixels), .translation(let pixels):
      let down = generator.integer(below: 2 * pixels + 1) - pixels
      let across = generator.integer(below: 2 * pixels + 1) - pixels
      return moved { ($0 + down, $1 + across) }
    case .rotation(let degrees):
      let angle = generator.uniform(in: -degrees...degrees) * .pi / 180
      let (sine, cosine) = (sin(angle), cos(angle))
      return interpolated { x, y in (cosine * x + sine * y, cosine * y - sine * x) }
    case .scale(let share):
      let factor = generator.uniform(in: (1 - share)...(1 + share))
      return interpolated { x, y in (x / factor, y / factor) }
    case .color(let deviation):
      let shifts = generator.normals(channels, standardDeviation: deviation)
      return image.enumerated().map { $1 + Scalar(shifts[$0 / area]) }
    case .noise(let deviation):
      return image.map { $0 + Scalar(generator.normal(standardDeviation: deviation)) }
    }
  }
}
