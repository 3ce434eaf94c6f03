import Diagnostics
import Layers
import Tensors

/// What lies between an affine layer and the next one: the layers on all ways from the one to the other.
struct Stretch {
  /// The positions of the affine layers among the leaves.
  let start, end: Int
  /// Those of the layers between.
  let between: [Int]
}

extension Trace {
  /// Every stretch from an affine layer to one that follows it, with no other between them.
  var stretches: [Stretch] {
    let isAffine = leaves.map { LayerStatistics.Kind($0.layer.base) == .affine }
    // Of each leaf the affine ones that lead to it, and from each of those the others on the way, itself included.
    var ways: [[Int: Set<Int>]] = []
    var stretches: [Stretch] = []
    for (position, leaf) in leaves.enumerated() {
      var own: [Int: Set<Int>] = [:]
      for case let source? in leaf.sources.map(\.leaf) {
        if isAffine[source] { own[source] = own[source] ?? [] }
        own.merge(ways[source]) { $0.union($1) }
      }
      if isAffine[position] {
        stretches += own.sorted { $0.key < $1.key }.map {
          Stretch(start: $0.key, end: position, between: $0.value.sorted())
        }
        ways.append([:])
      } else {
        ways.append(own.mapValues { $0.union([position]) })
      }
    }
    return stretches
  }

  /// What reaches the end of a stretch where this leaves its start, and all else is as in the trace.
  func output(
    of stretch: Stretch, for activation: Tensor<Scalar>
  ) throws(InputError) -> Tensor<Scalar> {
    var outputs = [stretch.start: AnyTensors(activation)]
    func input(of leaf: Leaf) -> AnyTensors<Scalar> {
      var input = leaf.input
      for (slot, source) in leaf.sources.enumerated() {
        if let leaf = source.leaf, let output = outputs[leaf] {
          input[slot: slot] = output[slot: source.slot]
        }
      }
      return input
    }
    for position in stretch.between {
      let leaf = leaves[position]
      outputs[position] = try leaf.layer.forward(input(of: leaf), in: leaf.context).output
    }
    return input(of: leaves[stretch.end])[slot: 0]
  }
}
