import GradientChecking
import _Differentiation

/// The arguments of a function, one after the other in the blocks of a point.
struct Arguments {
  /// One argument, whatever its type.
  struct Entry {
    let variables: [Variable]
    let precision: Precision
    /// Its blocks, where the pullback means anything there alone; nil where it does anywhere.
    let fixed: (range: Range<Int>, blocks: [[Double]])?
  }

  /// One argument, with its place in a point.
  struct Argument<Value: Coordinated> {
    let value: Value
    let range: Range<Int>

    func at(_ point: Point) -> Value { value.moved(to: point.blocks[range]) }

    func blocks(of tangent: Value.TangentVector) -> [[Double]] { value.blocks(of: tangent) }
  }

  private(set) var entries: [Entry] = []
  /// The names of those that are still to come.
  private var names: [String]
  /// Whether a block of an argument goes by its own name alone.
  private let isSingle: Bool

  /// - Parameter names: Of all arguments, in order.
  init(_ names: [String]) {
    self.names = names
    isSingle = names.count == 1
  }

  mutating func add<Value: Coordinated>(_ value: Value) -> Argument<Value> {
    let name = names.removeFirst()
    let start = entries.reduce(0) { $0 + $1.variables.count }
    let variables = value.blocks.map { block in
      let isNamed = isSingle && !block.name.isEmpty && !block.name.hasPrefix("[")
      return Variable(
        isNamed ? block.name : block.inside(name).name, shape: block.shape, values: block.values)
    }
    let range = start..<start + variables.count
    entries.append(
      Entry(
        variables: variables, precision: Value.precision,
        fixed: Value.isFlat ? nil : (range, variables.map(\.values))))
    return Argument(value: value, range: range)
  }
}
