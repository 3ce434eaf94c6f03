import GradientChecking
import Layers
import Tensors

/// Evaluates, of a layer near a point, the part of the output that a displaced coordinate reaches.
///
/// Directions move every number of a variable, and are evaluated plainly.
struct LayerNeighborhood<Scalar: TensorScalar>: Neighborhood {
  /// At the point, but for the number under displacement. Not of a type of its own, for each of which
  /// this would run unspecialized.
  private var layer: any PartialForward<Scalar>
  private var input: Tensor<Scalar>
  private let context: ForwardContext
  private let outputShape: Shape
  private let branches: [BranchSite]?
  private var plain: PlainNeighborhood<LayerMap<Scalar>>

  init(
    of map: LayerMap<Scalar>, at point: Point, layer: some PartialForward<Scalar>,
    input: Tensor<Scalar>, in context: ForwardContext, outputShape: Shape,
    branches: [BranchSite]?
  ) {
    self.layer = layer
    self.input = input
    self.context = context
    self.outputShape = outputShape
    self.branches = branches
    plain = PlainNeighborhood(of: point, map: map)
  }

  func reach(of displacement: Displacement) -> [Range<Int>]? {
    guard case .coordinate(let offset) = displacement.direction else { return nil }
    return region(displacement.variable, offset).ranges(in: outputShape)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  mutating func evaluate(_ displacement: Displacement, step: Double) throws -> Evaluation {
    guard case .coordinate(let offset) = displacement.direction else {
      return try plain.evaluate(displacement, step: step)
    }
    let region = region(displacement.variable, offset)
    let old = replace(displacement.variable, offset) { Scalar(Double($0) + step) }
    defer { _ = replace(displacement.variable, offset) { _ in old } }
    return Evaluation(outputs(of: region), branches: branches)
  }

  private func region(_ variable: Int, _ offset: Int) -> OutputRegion {
    layer.reach(
      of: variable == 0 ? .input(offset: offset) : .parameter(slot: variable - 1, offset: offset),
      inputShape: input.shape, in: context)
  }

  /// Puts another number in the place of a variable's, and returns the one that was there.
  @inline(__always)
  private mutating func replace(
    _ variable: Int, _ offset: Int, by change: (Scalar) -> Scalar
  ) -> Scalar {
    var old: Scalar = 0
    func replace(_ tensor: inout Tensor<Scalar>) {
      old = tensor[offset]
      tensor[offset] = change(old)
    }
    if variable == 0 {
      replace(&input)
    } else {
      layer.updateParameter(variable - 1, replace)
    }
    return old
  }

  @inline(__always)
  private func outputs(of region: OutputRegion) -> [Double] {
    let part = [Scalar](unsafeUninitializedCapacity: region.count(in: outputShape)) {
      part, count in
      count = region.count(in: outputShape)
      layer.forward(
        input, in: context, only: region,
        into: UnsafeMutableBufferPointer(rebasing: part[..<count]))
    }
    return part as? [Double] ?? part.map { Double($0) }
  }
}

extension Layer {
  /// Calls `change` with the parameter in one slot, to change in place.
  fileprivate mutating func updateParameter(
    _ slot: Int, _ change: (inout Tensor<Scalar>) -> Void
  ) {
    change(&parameters[slot: slot])
  }
}
