import Layers
import Tensors

/// The way of an input through a layer, taken apart as far as the layer is made of others, so that what a
/// displacement does not change need not be evaluated again.
struct Passage<Scalar: TensorScalar>: Sendable {
  let layer: AnyLayer<Scalar>
  let context: ForwardContext
  let input: Tensor<Scalar>
  let output: Tensor<Scalar>
  /// The branches taken at each kinked place inside.
  let branches: [[UInt16]]
  /// The layers of a stack, the branches of a residual; none of any other layer.
  private(set) var inside: [Passage]
  let arrangement: Arrangement
  /// The layer as one that is evaluated in part, where it can be: of a part there are no branches to tell.
  let partial: (any PartialForward<Scalar>)?

  enum Arrangement {
    case single
    case sequence
    case sum
  }

  /// The layer without its type hidden.
  let base: any Layer<Scalar>
  /// The layer as many points go through it.
  private(set) var frozen: AnyLayer<Scalar>

  /// - Throws: ``InputError`` where `input` does not fit the layer.
  init(
    of layer: AnyLayer<Scalar>, at input: Tensor<Scalar>, in context: ForwardContext
  ) throws {
    let base = layer.innermost
    self.base = base
    self.layer = layer
    frozen = layer
    self.context = context
    self.input = input
    switch base {
    case let stack as Stack<Scalar> where !stack.members.isEmpty:
      arrangement = .sequence
      var inside: [Passage] = []
      for (position, member) in stack.members.enumerated() {
        inside.append(
          try Passage(
            of: member.layer, at: inside.last?.output ?? input,
            in: context.forLayer(at: position)))
      }
      self.inside = inside
      output = inside[inside.count - 1].output
      branches = inside.flatMap(\.branches)
    case let residual as Residual<Scalar>:
      arrangement = .sum
      inside = try [residual.body, residual.shortcut].enumerated().map { position, branch in
        try Passage(of: AnyLayer(branch), at: input, in: context.forLayer(at: position))
      }
      var sum = StackedPoints([0], activation: inside[0].output)
      sum.add(inside[1].output)
      output = sum.activation
      branches = inside.flatMap(\.branches)
    default:
      arrangement = .single
      inside = []
      let (output, cache) = try layer.forward(input, in: context)
      self.output = output
      branches = cache.branchesByPlace
    }
    let canTellParts = branches.allSatisfy(\.isEmpty) && output.shape.rank >= 2
    partial = canTellParts ? base as? any PartialForward<Scalar> : nil
  }

  /// Prepares the layers for stacks of about so many points.
  mutating func freeze(for points: Int) {
    for position in inside.indices { inside[position].freeze(for: points) }
    if let layer = base as? any FreezableForward<Scalar> {
      frozen = AnyLayer(layer.frozen(for: input.shape.stacked(points)))
    }
  }

  /// Where a parameter of the whole is: the positions ``inside`` that lead to its layer, and its slot there.
  func place(ofSlot slot: Int) -> (path: [Int], slot: Int) {
    var rest = slot
    for (position, part) in inside.enumerated() {
      let count = part.layer.parameters.slotCount
      guard rest >= count else {
        let place = part.place(ofSlot: rest)
        return ([position] + place.path, place.slot)
      }
      rest -= count
    }
    return ([], slot)
  }

  /// Whether there is an axis along which points can be stacked, all the way.
  var hasBatches: Bool { output.shape.rank > 0 && inside.allSatisfy(\.hasBatches) }

  /// The number of elements of the largest activation behind the part at `path`, its own output included.
  func largestActivation(from path: ArraySlice<Int>) -> Int {
    guard let position = path.first else { return output.count }
    let own = max(output.count, inside[position].largestActivation(from: path.dropFirst()))
    guard case .sequence = arrangement else { return own }
    return inside[(position + 1)...].reduce(own) { max($0, $1.largestActivation) }
  }

  var largestActivation: Int { inside.reduce(output.count) { max($0, $1.largestActivation) } }
}

extension AnyLayer {
  /// The layer as it was before its type was hidden, however often.
  var innermost: any Layer<Scalar> {
    var base = base
    while let erased = base as? AnyLayer<Scalar> { base = erased.base }
    return base
  }
}
