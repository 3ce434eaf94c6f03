import Layers
import Tensors

/// The way of an input through a layer, leaf by leaf, so that what a displacement does not change need not be
/// evaluated again, and many displaced points can go the same way as one batch.
struct Passage<Scalar: TensorScalar>: Sendable {
  /// A leaf of the way, with one tensor out.
  struct Part: Sendable {
    let name: String
    let layer: AnyLayer<Scalar>
    let context: ForwardContext
    /// Where each tensor of the input comes from: the position of a part, nil for the input of the whole.
    let sources: [Int?]
    let input: AnyTensors<Scalar>
    let output: Tensor<Scalar>
    /// The branches taken at each kinked place inside.
    let branches: [[UInt16]]
    /// The first of those among all of the whole.
    let firstPlace: Int
    /// The layer as one that is evaluated in part, where it can be: of a part there are no branches to tell.
    let partial: (any PartialForward<Scalar>)?
    /// The layer as many points go through it.
    fileprivate(set) var frozen: AnyLayer<Scalar>
    /// The last part that takes the output; none of the whole's last.
    fileprivate(set) var lastUse: Int
    /// The number of elements of the largest activation from here on, the own output included.
    fileprivate(set) var largestActivation: Int
  }

  let input: Tensor<Scalar>
  private(set) var parts: [Part] = []
  /// The part that gives the output of the whole.
  let last: Int
  /// The part and the slot of every parameter of the whole.
  private(set) var places: [(part: Int, slot: Int)] = []

  /// Nil where there is no axis along which points can be stacked, all the way: some layer takes or gives
  /// more than one tensor, or two share their parameters.
  ///
  /// - Throws: ``InputError`` where the input does not fit the layer.
  init?(
    of layer: AnyLayer<Scalar>, at input: AnyTensors<Scalar>, in context: ForwardContext
  ) throws {
    let trace = try Trace(of: layer, at: input, in: context)
    guard let tensor = input.tensor, trace.outputSources.count == 1,
      let last = trace.outputSources[0].leaf
    else { return nil }
    (self.input, self.last) = (tensor, last)
    var placeCount = 0
    for (position, leaf) in trace.leaves.enumerated() {
      guard let output = leaf.output.tensor, output.shape.rank > 0, leaf.owner == position,
        leaf.sources.count == 1 && leaf.input.tensor != nil
          || leaf.layer.parameters.slotCount == 0 && leaf.input.base is TensorList<Scalar>
      else { return nil }
      let branches = leaf.cache.branchesByPlace
      let canTellParts = branches.allSatisfy(\.isEmpty) && output.shape.rank >= 2
      parts.append(
        Part(
          name: leaf.name, layer: leaf.layer, context: leaf.context,
          sources: leaf.sources.map(\.leaf),
          input: leaf.input, output: output, branches: branches, firstPlace: placeCount,
          partial: canTellParts ? leaf.layer.base as? any PartialForward<Scalar> : nil,
          frozen: leaf.layer, lastUse: position, largestActivation: output.count))
      placeCount += branches.count
      for slot in 0..<leaf.layer.parameters.slotCount { places.append((position, slot)) }
    }
    for position in parts.indices.reversed() {
      for case let source? in parts[position].sources {
        parts[source].lastUse = max(parts[source].lastUse, position)
        parts[source].largestActivation = max(
          parts[source].largestActivation, parts[position].largestActivation)
      }
    }
    parts[last].lastUse = parts.count
  }

  /// Prepares the layers for stacks of about so many points.
  mutating func freeze(for points: Int) {
    for position in parts.indices {
      guard let layer = parts[position].layer.base as? any FreezableForward<Scalar>,
        let input = parts[position].input.tensor
      else { continue }
      parts[position].frozen = AnyLayer(layer.frozen(for: input.shape.stacked(points)))
    }
  }

  var largestActivation: Int { parts.reduce(0) { max($0, $1.largestActivation) } }
}
