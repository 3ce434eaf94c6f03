import Tensors

/// RoI align: of every region the mean of a few interpolated points in each of so many cells; nothing is rounded to
/// whole pixels.
///
///     forward    y[r, c, i, j] = (1/P²) Σ over P×P points of the cell Σ u·v·x[n, c, ·, ·] of the four pixels around
///     backward   every g goes to the pixels that y was made of, with the same weights
///
/// A box is scaled and moved by half a pixel, so that pixel (0, 0) has its middle at (½, ½); its cells divide it
/// evenly, and the points each cell. A point more than a pixel outside of the image is 0, one less far is moved to its
/// edge. Shapes: x [N, C, H, W] with R regions, y [R, C, OH, OW]. As torchvision's `roi_align`, aligned.
///
/// Source: He, Gkioxari, Dollár, Girshick: "Mask R-CNN", ICCV 2017.
public struct RegionAlign<Scalar: TensorScalar>: Layer {
  public let size: Extent
  /// Pixels of a feature map over pixels of the image that boxes are measured in.
  public let scale: Scalar
  /// P, the points of a cell along each axis.
  public let points: Int

  public init(to size: Extent, scale: Scalar = 1, points: Int = 2) {
    precondition(
      size.rows > 0 && size.columns > 0 && scale > 0 && points > 0,
      "size, scale and the number of points are positive")
    (self.size, self.scale, self.points) = (size, scale, points)
  }

  public var description: String {
    "RegionAlign(to \(size), scale \(scale), \(points)×\(points) points)"
  }

  /// The cache is the input.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: RegionInput<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: RegionInput<Scalar>) {
    try input.validate(for: self)
    var output = Tensor<Scalar>(outputShape(input))
    output.withMutableElements { y in
      input.features.withElements { x in
        forEachTap(input) { cell, pixel, weight in y[cell] += weight * x[pixel] }
      }
    }
    return (output, input)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache input: RegionInput<Scalar>
  ) -> Gradients<RegionInput<Scalar>, NoTensors<Scalar>> {
    outputGradient.shape.requireOutput(outputShape(input))
    var features = Tensor<Scalar>(input.features.shape)
    features.withMutableElements { dx in
      outputGradient.withElements { g in
        forEachTap(input) { cell, pixel, weight in dx[pixel] += weight * g[cell] }
      }
    }
    return Gradients(input: RegionInput(features: features, regions: input.regions))
  }

  private func outputShape(_ input: RegionInput<Scalar>) -> Shape {
    [input.regions.boxes.count, input.features.shape[1], size.rows, size.columns]
  }

  /// The one or two pixels along an axis that a point lies between, with their weights; none far outside.
  private func taps(at place: Scalar, _ length: Int) -> [(pixel: Int, weight: Scalar)] {
    guard place >= -1, place <= Scalar(length) else { return [] }
    let inside = min(max(0, place), Scalar(length - 1))
    let first = Int(inside)
    let share = inside - Scalar(first)
    var taps: [(pixel: Int, weight: Scalar)] = [(first, 1 - share)]
    if share > 0 { taps.append((first + 1, share)) }
    return taps
  }

  /// Calls `body` with an element of y, a pixel of x and the weight of the one in the other.
  @inline(__always)
  private func forEachTap(
    _ input: RegionInput<Scalar>, _ body: (_ y: Int, _ pixel: Int, _ weight: Scalar) -> Void
  ) {
    let shape = input.features.shape
    let (height, width, cells) = (shape[2], shape[3], size.area)
    for (region, box) in input.regions.boxes.enumerated() {
      let sample = input.regions.samples[region]
      func places(_ start: Scalar, _ end: Scalar, _ cells: Int) -> [Scalar] {
        let (first, last) = (start * scale - 0.5, end * scale - 0.5)
        let step = (last - first) / Scalar(cells * points)
        return (0..<cells * points).map { first + (Scalar($0) + 0.5) * step }
      }
      let rows = places(box.top, box.bottom, size.rows).map { taps(at: $0, height) }
      let columns = places(box.left, box.right, size.columns).map { taps(at: $0, width) }
      let share = 1 / Scalar(points * points)
      for channel in 0..<shape[1] {
        let plane = (sample * shape[1] + channel) * height * width
        let first = (region * shape[1] + channel) * cells
        for (i, rowTaps) in rows.enumerated() {
          for (j, columnTaps) in columns.enumerated() {
            let y = first + i / points * size.columns + j / points
            for row in rowTaps {
              for column in columnTaps {
                body(
                  y, plane + row.pixel * width + column.pixel, share * row.weight * column.weight)
              }
            }
          }
        }
      }
    }
  }
}
