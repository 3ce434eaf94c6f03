import NamedTensors
import Tensors
import Testing

@Suite("TensorDictionary")
struct TensorDictionaryTests {
  private let tensors: TensorDictionary = [
    "conv.weight": TensorData(Tensor<Float>([2, 1], [1, 2])),
    "conv.bias": TensorData(Tensor<Float>([2], [3, 4])),
    "steps": TensorData([7], shape: []),
  ]

  @Test("Names stay in the order in which they came, through changes and removals")
  func order() {
    var tensors = tensors
    #expect(tensors.map(\.name) == ["conv.weight", "conv.bias", "steps"])
    tensors["conv.weight"] = TensorData([1], shape: [1])
    tensors["new"] = TensorData([2], shape: [1])
    #expect(tensors.names == ["conv.weight", "conv.bias", "steps", "new"])
    #expect(tensors[0].data == TensorData([1], shape: [1]))
    tensors["conv.bias"] = nil
    tensors["absent"] = nil
    #expect(tensors.names == ["conv.weight", "steps", "new"])
    #expect(tensors.count == 3)
    #expect(tensors["conv.bias"] == nil)
  }

  @Test("Order, tensors and metadata make two dictionaries equal")
  func equality() {
    var other = tensors
    #expect(other == tensors)
    other.metadata["a"] = "b"
    #expect(other != tensors)
    #expect(
      ["a": TensorData([1], shape: [1]), "b": TensorData([1], shape: [1])] as TensorDictionary
        != ["b": TensorData([1], shape: [1]), "a": TensorData([1], shape: [1])])
  }

  @Test("A tensor comes in the precision asked for, a list of whole numbers as it is")
  func lookup() throws {
    let bias: Tensor<Double> = try tensors.tensor("conv.bias", shape: [2])
    #expect(bias == Tensor([2], [3, 4]))
    #expect(try tensors.tensor("conv.weight", as: Float.self) == Tensor([2, 1], [1, 2]))
    #expect(try tensors.integers("steps") == [7])
  }

  @Test("A missing name, another shape and real numbers for whole ones are told by name")
  func refusals() {
    let tensors = tensors
    #expect(
      refusal { () throws(InputError) in try tensors.tensor("conv.wieght", as: Float.self) }
        == "a lookup by name expects a tensor \"conv.wieght\", got only \"conv.weight\", "
        + "\"conv.bias\", \"steps\"")
    #expect(
      refusal { () throws(InputError) in try TensorDictionary().integers("a") }
        == "a lookup by name expects a tensor \"a\", got no tensor at all")
    #expect(
      refusal { () throws(InputError) in try tensors.tensor("steps", shape: [1], as: Float.self) }
        == "tensor \"steps\" expects shape [1], got []")
    #expect(
      refusal { () throws(InputError) in try tensors.integers("conv.bias") }
        == "tensor \"conv.bias\" expects elements of an integer type, got float32")
  }

  @Test("What is under a path is there by the rest of the names, and goes back under it")
  func paths() throws {
    var whole = tensors
    whole["convolution.weight"] = TensorData([1], shape: [1])
    let conv = whole.under("conv")
    #expect(conv.names == ["weight", "bias"])
    #expect(conv["bias"] == tensors["conv.bias"])
    #expect(whole.under("con").isEmpty)

    var network = TensorDictionary()
    try network.add(conv, under: "block1.conv")
    #expect(network.names == ["block1.conv.weight", "block1.conv.bias"])
    #expect(network.under("block1").under("conv") == conv)
  }

  @Test("Names that are there already are not added, nor any other of that call")
  func additions() {
    var network: TensorDictionary = ["a.bias": TensorData([1], shape: [1])]
    let before = network
    let message = refusal { () throws(InputError) in
      try network.add(tensors.under("conv"), under: "a")
    }
    #expect(message == "add expects new names, got \"a.bias\" again")
    #expect(network == before)
  }
}
