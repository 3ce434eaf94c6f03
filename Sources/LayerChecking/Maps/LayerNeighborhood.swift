import GradientChecking
import Layers
import Tensors

/// Evaluates, of a layer near a point, the part of the output that a displaced coordinate reaches.
///
/// Directions move every number of a variable, and are evaluated plainly. A layer that can be evaluated in
/// part has no branches to tell.
struct LayerNeighborhood<Scalar: TensorScalar>: Neighborhood {
  /// At the point, but for the number under displacement. Not of a type of its own, for each of which
  /// this would run unspecialized.
  private var layer: any PartialForward<Scalar>
  private var input: Tensor<Scalar>
  private let point: Point
  private let context: ForwardContext
  private let outputShape: Shape
  private var plain: PlainNeighborhood<LayerMap<Scalar>>
  /// The number that was moved last, which is still where it went: it is moved several times, and each time
  /// written anew.
  private var moved: (coordinate: LayerCoordinate, from: Double, reaching: OutputRegion)?

  init(
    of map: LayerMap<Scalar>, at point: Point, layer: some PartialForward<Scalar>,
    input: Tensor<Scalar>, in context: ForwardContext, outputShape: Shape
  ) {
    self.point = point
    self.layer = layer.prepared(for: input)
    self.input = input
    self.context = context
    self.outputShape = outputShape
    plain = PlainNeighborhood(of: point, map: map)
  }

  func reach(of displacement: Displacement) -> [Range<Int>]? {
    coordinate(displacement).map { region($0).ranges(in: outputShape) }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  mutating func evaluate(_ displacement: Displacement, step: Double) throws -> Evaluation {
    guard let coordinate = coordinate(displacement) else {
      return try plain.evaluate(displacement, step: step)
    }
    if let moved, moved.coordinate != coordinate {
      put(moved.from, at: moved.coordinate)
      self.moved = nil
    }
    let (_, value, region) =
      moved
      ?? (coordinate, point[displacement.variable][coordinate.offset], region(coordinate))
    moved = (coordinate, value, region)
    put(value + step, at: coordinate)
    return Evaluation(
      Self.outputs(of: layer, input, in: context, only: region, displaced: coordinate),
      branches: [])
  }

  /// The outputs of a region. Of no instance: a closure that needs one would make a copy of it.
  private static func outputs(
    of layer: any PartialForward<Scalar>, _ input: Tensor<Scalar>, in context: ForwardContext,
    only region: OutputRegion, displaced coordinate: LayerCoordinate
  ) -> [Double] {
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: region.count) { part in
      layer.forward(input, in: context, only: region, displaced: coordinate, into: part)
      return part.map { Double($0) }
    }
  }

  /// The number that a displacement moves, nil where it moves several.
  private func coordinate(_ displacement: Displacement) -> LayerCoordinate? {
    guard case .coordinate(let offset) = displacement.direction else { return nil }
    return displacement.variable == 0
      ? .input(offset: offset) : .parameter(slot: displacement.variable - 1, offset: offset)
  }

  private func region(_ coordinate: LayerCoordinate) -> OutputRegion {
    layer.reach(of: coordinate, inputShape: input.shape, in: context)
  }

  @inline(__always)
  private mutating func put(_ value: Double, at coordinate: LayerCoordinate) {
    switch coordinate {
    case .input(let offset): input[offset] = Scalar(value)
    case .parameter(let slot, let offset):
      layer.displace(slot) { $0[offset] = Scalar(value) }
    }
  }
}

extension LayerCoordinate {
  /// The row-major offset in its tensor.
  var offset: Int {
    switch self {
    case .input(let offset), .parameter(_, let offset): offset
    }
  }
}
