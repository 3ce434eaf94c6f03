import Tensors

/// RoI pooling: of every region the maximum of each of so many cells, whatever its size.
///
///     y[r, c, ·, ·] = ``AdaptivePool2D`` to the size, of the pixels of region r
///     backward      its own, added up where regions overlap
///
/// A region's pixels are those from ⌊left·scale + ½⌋ to ⌊right·scale + ½⌋, both included, rows likewise; what lies
/// outside of the image is left out, one pixel stays at least. Shapes: x [N, C, H, W] with R regions, y [R, C, OH, OW].
/// As torchvision's `roi_pool` of regions inside of the image.
///
/// Source: Girshick: "Fast R-CNN", ICCV 2015.
public struct RegionPool<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable, BranchTracing {
    let input: RegionInput<Scalar>
    let parts: [(crop: Crop, cache: AdaptivePool2D<Scalar>.Cache)]

    public var branches: [UInt16] { parts.flatMap { $0.cache.branches } }
  }

  /// The pixels of one region.
  struct Crop: Sendable {
    let sample: Int
    let rows, columns: Range<Int>
  }

  public let size: Extent
  /// Pixels of a feature map over pixels of the image that boxes are measured in.
  public let scale: Scalar

  public init(to size: Extent, scale: Scalar = 1) {
    precondition(size.rows > 0 && size.columns > 0 && scale > 0, "size and scale are positive")
    (self.size, self.scale) = (size, scale)
  }

  public var description: String { "RegionPool(to \(size), scale \(scale))" }

  private var pool: AdaptivePool2D<Scalar> { AdaptivePool2D(.maximum, to: size) }

  private func crop(_ sample: Int, _ box: Box<Scalar>, _ shape: Shape) -> Crop {
    func range(_ first: Scalar, _ last: Scalar, _ length: Int) -> Range<Int> {
      func pixel(_ place: Scalar) -> Int { Int((place * scale + 0.5).rounded(.down)) }
      let start = min(max(0, pixel(first)), length - 1)
      return start..<max(start, min(pixel(last), length - 1)) + 1
    }
    return Crop(
      sample: sample, rows: range(box.top, box.bottom, shape[2]),
      columns: range(box.left, box.right, shape[3]))
  }

  public func forward(
    _ input: RegionInput<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    try input.validate(for: self)
    let shape = input.features.shape
    var outputs: [Tensor<Scalar>] = []
    var parts: [(Crop, AdaptivePool2D<Scalar>.Cache)] = []
    for (sample, box) in zip(input.regions.samples, input.regions.boxes) {
      let crop = crop(sample, box, shape)
      let pixels = input.features.slice(sample..<sample + 1, along: 0).slice(crop.rows, along: 2)
        .slice(crop.columns, along: 3)
      let (output, cache) = try pool.forward(pixels, in: context)
      outputs.append(output)
      parts.append((crop, cache))
    }
    let output =
      outputs.isEmpty
      ? Tensor<Scalar>([0, shape[1], size.rows, size.columns])
      : Tensor(concatenating: outputs, along: 0)
    return (output, Cache(input: input, parts: parts))
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<RegionInput<Scalar>, NoTensors<Scalar>> {
    let shape = cache.input.features.shape
    outputGradient.shape.requireOutput([cache.parts.count, shape[1], size.rows, size.columns])
    var features = Tensor<Scalar>(shape)
    for (region, (crop, inner)) in cache.parts.enumerated() {
      let part = pool.backward(outputGradient.slice(region..<region + 1, along: 0), cache: inner)
        .input
      var i = 0
      for channel in 0..<shape[1] {
        for row in crop.rows {
          let start = ((crop.sample * shape[1] + channel) * shape[2] + row) * shape[3]
          for column in crop.columns {
            features[start + column] += part[i]
            i += 1
          }
        }
      }
    }
    return Gradients(input: RegionInput(features: features, regions: cache.input.regions))
  }
}
