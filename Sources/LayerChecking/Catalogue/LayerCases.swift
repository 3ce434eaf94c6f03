import GSL
import GradientChecking
import Layers
import Tensors

/// Collects the cases of one layer, with random inputs and parameters.
package struct LayerCases<Scalar: TensorScalar> {
  /// Where the numbers of an input come from.
  package enum Input {
    case normal
    /// Normal, with every third number exactly 0, where an activation may have its kink.
    case zeros
    /// Small whole numbers, of which several in a window are the largest.
    case ties

    var description: String {
      switch self {
      case .normal: ""
      case .zeros: ", with exact zeros"
      case .ties: ", with ties"
      }
    }
  }

  /// The shape that the user asked for.
  package let requested: Shape?
  package let generator: RandomGenerator
  private let name: String
  private let key: RandomKey
  package private(set) var subjects: [CheckSubject] = []

  /// The cases of the layer of this name.
  init(_ name: String, shape: Shape?, key: RandomKey) {
    self.name = name
    requested = shape
    // A check with the same seed draws its cotangents from the first key derived: an input that is its own
    // cotangent would hide mistakes.
    generator = RandomGenerator(key.derived(0).derived(0))
    self.key = key.derived(1)
  }

  /// The requested shape, or else the given one.
  ///
  /// - Throws: where the requested one has not this rank.
  package func shape(
    _ own: Shape, _ pattern: String, rank: Int
  ) throws(InputError) -> Shape {
    guard let requested else { return own }
    guard requested.rank == rank else {
      throw InputError(name, expects: "input \(pattern)", got: "\(requested)")
    }
    return requested
  }

  /// Adds the case of `layer` on an input of this shape, with random parameters: a bias of zeros or a
  /// γ of ones hides mistakes.
  ///
  /// - Throws: where the shape does not fit the layer.
  package mutating func add(
    _ layer: some Layer<Scalar>, _ shape: Shape, mode: ForwardContext.Mode? = nil,
    input: Input = .normal, name: String? = nil
  ) throws(InputError) {
    var layer = AnyLayer(layer)
    let context = ForwardContext(mode ?? .training, key: key)
    randomize(&layer)
    let tensor = self.input(input, shape)
    _ = try layer.forward(tensor, in: context)
    let modeName = mode.map { ", \($0.rawValue)" } ?? ""
    subjects.append(
      CheckSubject(
        "\(name ?? "\(layer)") on \(shape)\(modeName)\(input.description)",
        LayerMap(layer, at: tensor, in: context)))
  }

  private func randomize(_ layer: inout some Layer<Scalar>, withUnitsAlive: Bool = false) {
    var parameters = layer.parameters
    for (position, slot) in parameters.slots.enumerated() where slot.role != .weight {
      let values = Tensor<Scalar>.normal(parameters[slot: position].shape, from: generator)
      parameters[slot: position] =
        withUnitsAlive && slot.role == .bias ? values.map { 1 + abs($0) } : values
    }
    layer.parameters = parameters
  }

  /// Adds the case of `layer` on an input that is more, or other, than one tensor.
  ///
  /// `withUnitsAlive` draws biases above 1: where a unit is alone in its branch, a rectifier that is off at
  /// every place would leave nothing of the branch to check.
  ///
  /// - Throws: where the input does not fit the layer.
  package mutating func add<L: Layer<Scalar>>(
    _ layer: L, at input: L.Input, _ shape: Shape, _ note: String = "",
    withUnitsAlive: Bool = false
  ) throws(InputError) {
    var layer = layer
    let context = ForwardContext(.training, key: key)
    randomize(&layer, withUnitsAlive: withUnitsAlive)
    _ = try layer.forward(input, in: context)
    subjects.append(
      CheckSubject("\(layer) on \(shape)\(note)", LayerMap(layer, at: input, in: context)))
  }

  /// Adds the cases of an activation with a kink at 0: off it, and on it.
  package mutating func addKinked(_ layer: some Layer<Scalar>) throws(InputError) {
    try add(layer, requested ?? [4, 7])
    try add(layer, requested ?? [4, 7], input: .zeros)
  }

  /// Adds the cases of a recurrent layer: over a sequence, and over one step.
  package mutating func addRecurrent<Cell: RecurrentCell>(
    _ cell: Cell.Type
  ) throws(InputError) where Cell.Scalar == Scalar {
    let shape = try shape([3, 4, 5], "[N, T, D]", rank: 3)
    try add(Recurrent<Cell>(shape[2], 6, from: generator), shape)
    if requested == nil { try add(Recurrent<Cell>(5, 6, from: generator), [3, 1, 5]) }
  }

  private func input(_ input: Input, _ shape: Shape) -> Tensor<Scalar> {
    let values = generator.normals(shape.count)
    switch input {
    case .normal: return Tensor(shape, block: values)
    case .zeros:
      return Tensor(
        shape, block: values.enumerated().map { $0.isMultiple(of: 3) ? 0 : $1 })
    case .ties: return Tensor(shape, block: values.map { ($0 * 0.7).rounded() })
    }
  }
}
