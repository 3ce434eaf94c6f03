import GradientChecking
import Layers
import Tensors

/// Evaluates, of a layer near a point, the part of the output that a displaced coordinate reaches.
///
/// Directions move every number of a variable, and are evaluated plainly.
struct LayerNeighborhood<L: PartialForward>: Neighborhood {
  /// At the point, but for the number under displacement.
  private var layer: L
  private var input: Tensor<L.Scalar>
  private let context: ForwardContext
  private let outputShape: Shape
  private let paths: [ParameterSlot<L.Parameters, L.Scalar>.Path]
  private let branches: [BranchSite]?
  private var plain: PlainNeighborhood<LayerMap<L.Scalar>>

  init(
    of map: LayerMap<L.Scalar>, at point: Point, layer: L, input: Tensor<L.Scalar>,
    in context: ForwardContext, outputShape: Shape, branches: [BranchSite]?
  ) {
    self.layer = layer
    self.input = input
    self.context = context
    self.outputShape = outputShape
    self.branches = branches
    paths = layer.parameters.slots.map(\.path)
    plain = PlainNeighborhood(of: point, map: map)
  }

  func reach(of displacement: Displacement) -> [Range<Int>]? {
    guard case .coordinate(let offset) = displacement.direction else { return nil }
    return region(displacement.variable, offset).ranges(in: outputShape)
  }

  mutating func evaluate(_ displacement: Displacement, step: Double) throws -> Evaluation {
    guard case .coordinate(let offset) = displacement.direction else {
      return try plain.evaluate(displacement, step: step)
    }
    let region = region(displacement.variable, offset)
    let count = region.count(in: outputShape)
    let old: L.Scalar
    if displacement.variable == 0 {
      old = input[offset]
      input[offset] = L.Scalar(Double(old) + step)
    } else {
      let path = paths[displacement.variable - 1]
      old = layer.parameters[keyPath: path][offset]
      layer.parameters[keyPath: path][offset] = L.Scalar(Double(old) + step)
    }
    let output = outputs(of: region, count)
    if displacement.variable == 0 {
      input[offset] = old
    } else {
      layer.parameters[keyPath: paths[displacement.variable - 1]][offset] = old
    }
    return Evaluation(output, branches: branches)
  }

  private func region(_ variable: Int, _ offset: Int) -> OutputRegion {
    layer.reach(
      of: variable == 0 ? .input(offset: offset) : .parameter(slot: variable - 1, offset: offset),
      inputShape: input.shape, in: context)
  }

  private func outputs(of region: OutputRegion, _ count: Int) -> [Double] {
    func write(_ part: UnsafeMutableBufferPointer<L.Scalar>) {
      layer.forward(input, in: context, only: region, into: part)
    }
    if L.Scalar.self == Double.self {
      return [Double](unsafeUninitializedCapacity: count) { part, initialized in
        part.withMemoryRebound(to: L.Scalar.self) { part in
          write(UnsafeMutableBufferPointer(rebasing: part[..<count]))
        }
        initialized = count
      }
    }
    return [L.Scalar](unsafeUninitializedCapacity: count) { part, initialized in
      write(UnsafeMutableBufferPointer(rebasing: part[..<count]))
      initialized = count
    }.map { Double($0) }
  }
}
