import GSL
import GradientChecking
import Layers
import Tensors

enum RegionPoolEntry: LayerEntry {
  static let name = "region-pool"
  static let summary = "RoI pooling: the maximum of each cell of boxes"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 2, 6, 5], "[N, C, H, W]", rank: 4)
    let input = RegionInput<Scalar>(regionsOf: shape, 3, from: cases.generator)
    try cases.add(RegionPool(to: Extent(2, 3)), at: input, shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.subject(
      RegionPool(to: Extent(draw.extent(2), draw.extent(3)), scale: draw.extent(2) > 1 ? 0.5 : 1),
      at: draw.regions())
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    RegionPool<Scalar>(
      to: try stored.settings.extent(\.size), scale: Scalar(try stored.settings.value(\.scaling)))
  }

  static func input<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> AnyTensors<Scalar> {
    try regions(stored)
  }
}

enum RegionAlignEntry: LayerEntry {
  static let name = "region-align"
  static let summary = "RoI align: interpolated points of each cell of boxes"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 2, 6, 5], "[N, C, H, W]", rank: 4)
    let input = RegionInput<Scalar>(regionsOf: shape, 3, from: cases.generator)
    try cases.add(RegionAlign(to: Extent(2, 3)), at: input, shape)
    try cases.add(RegionAlign(to: Extent(1, 2), scale: 0.5, points: 3), at: input, shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.subject(
      RegionAlign(
        to: Extent(draw.extent(2), draw.extent(3)), scale: draw.extent(2) > 1 ? 0.5 : 1,
        points: draw.extent(2)), at: draw.regions())
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    RegionAlign<Scalar>(
      to: try stored.settings.extent(\.size), scale: Scalar(try stored.settings.value(\.scaling)),
      points: try stored.settings.value(\.pieces))
  }

  static func input<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> AnyTensors<Scalar> {
    try regions(stored)
  }
}

/// Features with the boxes [R, 4], left, top, right, bottom, and the sample of each.
private func regions<Scalar: TensorScalar>(
  _ stored: StoredLayer<Scalar>
) throws(InputError) -> AnyTensors<Scalar> {
  let boxes = try stored["boxes"]
  return AnyTensors(
    RegionInput(
      features: try stored["features"],
      regions: Regions(
        samples: try stored["samples"].elements.map { Int(Double($0)) },
        boxes: stride(from: 0, to: boxes.count, by: 4).map {
          Box(left: boxes[$0], top: boxes[$0 + 1], right: boxes[$0 + 2], bottom: boxes[$0 + 3])
        })))
}

extension RegionInput {
  /// Random features with random regions, of which some reach over the edge.
  init(regionsOf shape: Shape, _ count: Int, from generator: RandomGenerator) {
    let (height, width) = (Double(shape[2]), Double(shape[3]))
    func range(_ length: Double) -> (Scalar, Scalar) {
      let start = generator.uniform(in: -0.5...max(0, length - 1))
      return (Scalar(start), Scalar(start + generator.uniform(in: 0.6...(length + 1))))
    }
    let regions = (0..<(shape[0] == 0 ? 0 : count)).map { _ in
      let ((left, right), (top, bottom)) = (range(width), range(height))
      return (
        generator.integer(below: shape[0]),
        Box(left: left, top: top, right: right, bottom: bottom)
      )
    }
    self.init(
      features: .normal(shape, from: generator),
      regions: Regions(samples: regions.map(\.0), boxes: regions.map(\.1)))
  }
}

extension Draw {
  func regions() -> RegionInput<Scalar> {
    let shape: Shape = [extent(2), extent(2), 1 + extent(3), 1 + extent(3)]
    var input = RegionInput<Scalar>(regionsOf: shape, extent(3), from: generator)
    input.features = self.input(shape)
    return input
  }
}
