import Layers
import Tensors

/// What an optimizer remembers of each tensor that it moves, under a few names.
///
/// It hands a rule what it needs to move a tensor: the rule is a loop over a range of its numbers.
struct OptimizerMemory<Scalar: TensorScalar>: Sendable {
  private let names: [String]
  private var memories: [SlotMemory<Scalar>]
  /// The number of steps made, where the rule counts them.
  private(set) var steps: Int?

  init(_ names: String..., counted isCounted: Bool = false) {
    self.names = names
    memories = names.map { _ in SlotMemory() }
    steps = isCounted ? 0 : nil
  }

  /// Everything by its name.
  var byName: [String: SlotMemory<Scalar>] {
    get {
      var all = Dictionary(uniqueKeysWithValues: zip(names, memories))
      if let steps {
        var count = SlotMemory<Scalar>(ofWhole: true)
        count.tensors = [Tensor([], [Scalar(steps)])]
        all["steps"] = count
      }
      return all
    }
    set {
      memories = names.map { newValue[$0] ?? SlotMemory() }
      if steps != nil { steps = newValue["steps"]?.tensors.first?.map { Int(Double($0[0])) } ?? 0 }
    }
  }

  mutating func count() { steps = (steps ?? 0) + 1 }

  /// Whether nothing is remembered of a slot yet.
  func isFresh(_ slot: Int) -> Bool {
    memories.allSatisfy { slot >= $0.tensors.count || $0.tensors[slot] == nil }
  }

  /// Calls `rule` over all cores with ranges of the numbers of θ, with θ, its gradient and what is remembered of it,
  /// by the order of the names.
  ///
  /// - Parameter cost: The number of elementary operations a number takes, roughly.
  mutating func move(
    _ theta: inout Tensor<Scalar>, against gradient: Tensor<Scalar>, slot: Int, cost: Int = 16,
    _ rule: (
      Range<Int>, UnsafeMutablePointer<Scalar>, UnsafePointer<Scalar>,
      [UnsafeMutablePointer<Scalar>]
    ) -> Void
  ) {
    precondition(gradient.shape == theta.shape, "a gradient \(gradient.shape) for \(theta.shape)")
    let shape = theta.shape
    var tensors = memories.indices.map { memories[$0][slot, shape] }
    theta.withMutableElements { theta in
      gradient.withElements { g in
        guard let theta = theta.baseAddress, let g = g.baseAddress else { return }
        OptimizerMemory.withPointers(to: &tensors) { memory in
          Cores.forEachRange(of: shape.count, cost: cost) { rule($0, theta, g, memory) }
        }
      }
    }
    for (position, tensor) in tensors.enumerated() { memories[position][slot, shape] = tensor }
  }

  private static func withPointers(
    to tensors: inout [Tensor<Scalar>], _ body: ([UnsafeMutablePointer<Scalar>]) -> Void
  ) {
    guard var last = tensors.popLast() else { return body([]) }
    last.withMutableElements { own in
      withPointers(to: &tensors) { body($0 + [own.baseAddress!]) }
    }
    tensors.append(last)
  }
}
