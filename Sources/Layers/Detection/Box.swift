import RealModule
import Tensors

/// A rectangle along the axes of an image, in pixels or in shares of it: x to the right, y down.
public struct Box<Scalar: TensorScalar>: Sendable, Hashable {
  public var left, top, right, bottom: Scalar

  public init(left: Scalar, top: Scalar, right: Scalar, bottom: Scalar) {
    (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
  }

  public var width: Scalar { right - left }
  public var height: Scalar { bottom - top }
  /// 0 where there is nothing inside.
  public var area: Scalar { max(0, width) * max(0, height) }

  /// The area of what two boxes share over that of what they cover together; 0 where both are empty.
  public func intersectionOverUnion(with other: Box) -> Scalar {
    let shared = Box(
      left: max(left, other.left), top: max(top, other.top), right: min(right, other.right),
      bottom: min(bottom, other.bottom)
    ).area
    let union = area + other.area - shared
    return union > 0 ? shared / union : 0
  }

  /// What a detector learns to say of a box, relative to an anchor a:
  ///
  ///     (x − xₐ)/wₐ,  (y − yₐ)/hₐ,  log(w/wₐ),  log(h/hₐ)        x, y the centers
  public func offsets(from anchor: Box) -> [Scalar] {
    [
      (left + right - anchor.left - anchor.right) / 2 / anchor.width,
      (top + bottom - anchor.top - anchor.bottom) / 2 / anchor.height,
      Scalar.log(width / anchor.width), Scalar.log(height / anchor.height),
    ]
  }

  /// The box that has these four ``offsets(from:)`` this one.
  public func moved(by offsets: some Collection<Scalar>) -> Box {
    let t = Array(offsets)
    precondition(t.count == 4, "four offsets")
    let (x, y) = ((left + right) / 2 + t[0] * width, (top + bottom) / 2 + t[1] * height)
    let (w, h) = (width * Scalar.exp(t[2]), height * Scalar.exp(t[3]))
    return Box(left: x - w / 2, top: y - h / 2, right: x + w / 2, bottom: y + h / 2)
  }

  /// The boxes that a detector starts from: of each size and shape one around the middle of every place of a feature
  /// map, place by place.
  ///
  /// - Parameters:
  ///   - map: Rows and columns of the feature map.
  ///   - stride: The pixels from place to place.
  ///   - sizes: Square roots of areas, in pixels.
  ///   - ratios: Heights over widths.
  public static func anchors(
    over map: Extent, stride: Scalar, sizes: [Scalar], ratios: [Scalar] = [1]
  ) -> [Box] {
    (0..<map.area).flatMap { place in
      let (row, column) = place.quotientAndRemainder(dividingBy: map.columns)
      let (x, y) = ((Scalar(column) + 0.5) * stride, (Scalar(row) + 0.5) * stride)
      return sizes.flatMap { size in
        ratios.map { ratio in
          let (w, h) = (size / Scalar.sqrt(ratio), size * Scalar.sqrt(ratio))
          return Box(left: x - w / 2, top: y - h / 2, right: x + w / 2, bottom: y + h / 2)
        }
      }
    }
  }

  /// The boxes that stay when each, from the highest score down, suppresses those that overlap it by more than a
  /// threshold of ``intersectionOverUnion(with:)``: their positions, by falling score; of equal scores the first.
  ///
  /// It has no gradient. A box whose score is not a number comes last.
  public static func nonMaximumSuppression(
    _ boxes: [Box], scores: [Scalar], threshold: Scalar = 0.5
  ) -> [Int] {
    precondition(boxes.count == scores.count, "a score a box")
    func rank(_ score: Scalar) -> Scalar { score.isNaN ? -.infinity : score }
    let order = boxes.indices.sorted {
      (rank(scores[$1]), $0) < (rank(scores[$0]), $1)
    }
    var kept: [Int] = []
    for candidate in order
    where kept.allSatisfy({
      boxes[$0].intersectionOverUnion(with: boxes[candidate]) <= threshold
    }) {
      kept.append(candidate)
    }
    return kept
  }
}
