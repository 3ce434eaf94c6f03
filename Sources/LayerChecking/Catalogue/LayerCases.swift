import GSL
import GradientChecking
import Layers
import Tensors

/// Collects the cases of one layer, with random inputs and parameters.
struct LayerCases<Scalar: TensorScalar> {
  /// Where the numbers of an input come from.
  enum Input {
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
  let requested: Shape?
  let generator: RandomGenerator
  private let name: String
  private let key: RandomKey
  private(set) var subjects: [CheckSubject] = []

  /// The cases of the layer of this name.
  init(_ name: String, shape: Shape?, key: RandomKey) {
    self.name = name
    requested = shape
    generator = RandomGenerator(key.derived(0))
    self.key = key.derived(1)
  }

  /// The requested shape, or else the given one.
  ///
  /// - Throws: where the requested one has not this rank.
  func shape(
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
  mutating func add(
    _ layer: some Layer<Scalar>, _ shape: Shape, mode: ForwardContext.Mode? = nil,
    input: Input = .normal, name: String? = nil
  ) throws(InputError) {
    var layer = AnyLayer(layer)
    let context = ForwardContext(mode ?? .training, key: key)
    var parameters = layer.parameters
    for (position, slot) in parameters.slots.enumerated() where slot.role != .weight {
      parameters[slot: position] = .normal(parameters[slot: position].shape, from: generator)
    }
    layer.parameters = parameters
    let tensor = self.input(input, shape)
    _ = try layer.forward(tensor, in: context)
    let modeName = mode.map { ", \($0.rawValue)" } ?? ""
    subjects.append(
      CheckSubject(
        "\(name ?? "\(layer)") on \(shape)\(modeName)\(input.description)",
        LayerMap(layer, at: tensor, in: context)))
  }

  /// Adds the cases of an activation with a kink at 0: off it, and on it.
  mutating func addKinked(_ layer: some Layer<Scalar>) throws(InputError) {
    try add(layer, requested ?? [4, 7])
    try add(layer, requested ?? [4, 7], input: .zeros)
  }

  /// Adds the case of a residual block: the sum, and a ReLU after it.
  mutating func addBlock(_ residual: Residual<Scalar>, _ shape: Shape) throws(InputError) {
    try add(
      Stack([.init("block", residual), .init("relu", ReLU())]), shape,
      name: "\(residual), ReLU")
  }

  /// A batch norm whose running statistics are not the initial 0 and 1.
  func batchNorm(_ channels: Int) -> BatchNorm<Scalar> {
    var layer = BatchNorm<Scalar>(channels)
    for c in 0..<channels {
      layer.state.mean[c] = Scalar(generator.normal())
      layer.state.variance[c] = Scalar(generator.uniform(in: 0.5...2))
    }
    return layer
  }

  /// The layers of a convolutional network in a row.
  func smallNetwork(_ shape: Shape) -> Stack<Scalar> {
    let pooled = (shape[2] / 2) * (shape[3] / 2)
    return Stack([
      .init("conv", Conv2D(shape[1], 3, kernel: 3, padding: 1, from: generator)),
      .init("norm", BatchNorm(3)),
      .init("relu", ReLU()),
      .init("pool", MaxPool2D(kernel: 2)),
      .init("flatten", Flatten()),
      .init("linear", Linear(max(1, 3 * pooled), 4, from: generator)),
    ])
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
