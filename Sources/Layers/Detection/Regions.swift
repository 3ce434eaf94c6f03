import Tensors

/// Boxes in the images of a batch: which image, and where, in pixels.
///
/// They have no gradient, so that there is no slot for one.
public struct Regions<Scalar: TensorScalar>: ConstantGroup {
  public let samples: [Int]
  public let boxes: [Box<Scalar>]

  public init(samples: [Int], boxes: [Box<Scalar>]) {
    precondition(samples.count == boxes.count, "a sample a box")
    (self.samples, self.boxes) = (samples, boxes)
  }
}

/// Feature maps with the regions that are to be cut out of them.
public struct RegionInput<Scalar: TensorScalar>: TensorGroup {
  /// [N, C, H, W].
  public var features: Tensor<Scalar>
  public var regions: Regions<Scalar>

  public init(features: Tensor<Scalar>, regions: Regions<Scalar>) {
    (self.features, self.regions) = (features, regions)
  }

  /// Features; regions may stand anywhere.
  public init?(joining parts: [AnyTensors<Scalar>]) {
    if parts.count == 1, let own = parts[0].base as? Self {
      self = own
      return
    }
    let tensors = parts.flatMap { $0.tensors }
    guard tensors.count == 1,
      let regions = parts.lazy.compactMap({ $0.base as? Regions<Scalar> }).first
    else { return nil }
    self.init(features: tensors[0], regions: regions)
  }

  public var slots: [TensorSlot] { [TensorSlot("features")] }

  public var slotCount: Int { 1 }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { features }
    _modify { yield &features }
  }

  public func constant(named name: String) -> AnyTensors<Scalar>? {
    name == "regions" ? AnyTensors(regions) : nil
  }

  /// - Throws: ``InputError`` in the name of `layer` where there are no images, or a region is in none of them.
  func validate(for layer: some Layer) throws(InputError) {
    let shape = features.shape
    guard shape.rank == 4, shape[2] > 0, shape[3] > 0 else {
      throw InputError("\(layer)", expects: "features [N, C, H, W], not empty", got: "\(shape)")
    }
    if let stray = regions.samples.first(where: { !(0..<shape[0]).contains($0) }) {
      throw InputError("\(layer)", expects: "regions in samples 0 ..< \(shape[0])", got: "\(stray)")
    }
    let numbers = regions.boxes.flatMap { [$0.left, $0.top, $0.right, $0.bottom] }
    if let stray = numbers.first(where: { !($0.magnitude < 1e9) }) {
      throw InputError("\(layer)", expects: "boxes of finite pixels", got: "\(stray)")
    }
  }
}
