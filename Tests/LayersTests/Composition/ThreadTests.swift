import GSL
import Layers
import Tensors
import Testing

/// Large enough for every layer to be cut into pieces.
@Suite("Layers on several threads")
struct ThreadTests {
  private func gradients<Scalar: TensorScalar>(
    _ scalar: Scalar.Type
  ) throws -> (output: Tensor<Scalar>, input: Tensor<Scalar>, parameters: [Tensor<Scalar>]) {
    let generator = RandomGenerator(seed: 1)
    let network = Stack<Scalar>([
      .init("first", Conv2D(3, 33, kernel: 3, padding: 1, from: generator)),
      .init("norm", BatchNorm(33)),
      .init("relu", ReLU()),
      .init("maximum", MaxPool2D(kernel: Extent(3, 2), stride: 2, padding: 1)),
      .init("second", Conv2D(33, 47, kernel: 3, padding: 1, from: generator)),
      .init("average", AveragePool2D(kernel: 3, stride: 2, padding: 1)),
      .init("flatten", Flatten()),
      .init("linear", Linear(47 * 8 * 8, 331, from: generator)),
      .init("batch", BatchNorm(331)),
    ])
    let x = Tensor<Scalar>.random([19, 3, 29, 31], seed: 2)
    let (y, cache) = try network.forward(x, in: ForwardContext(.training))
    let gradients = network.backward(.random(y.shape, seed: 3), cache: cache)
    let parameters = gradients.parameters
    return (y, gradients.input, parameters.slots.indices.map { parameters[slot: $0] })
  }

  private func check<Scalar: TensorScalar>(_ scalar: Scalar.Type) throws {
    let several = try gradients(scalar)
    try Cores.$isSerial.withValue(true) {
      let one = try gradients(scalar)
      #expect(one.output == several.output)
      #expect(one.input == several.input)
      #expect(one.parameters == several.parameters)
    }
  }

  @Test("A network gives the same to the last bit on one thread, in double precision")
  func double() throws { try check(Double.self) }

  @Test("The same in single precision")
  func single() throws { try check(Float.self) }
}
