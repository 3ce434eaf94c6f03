import GSL
import Layers
import Models
import Tensors
import Testing

@Suite("VGG")
struct VGGTests {
  /// Convolutions and max pools (M) by the table of the paper, and the number of parameters and
  /// tensors of each network.
  struct Row: CustomTestStringConvertible {
    let network: VGG
    let layers: String
    let parameters: Int
    let tensors: Int
    var testDescription: String { network.rawValue }

    /// The channels of the convolutions, from the table.
    var channels: [Int] { layers.split(separator: " ").compactMap { Int($0) } }
  }

  /// The numbers of parameters are those of the PyTorch implementation for CIFAR-10 in
  /// kuangliu/pytorch-cifar, whose convolutions have biases too.
  static let rows = [
    Row(
      network: .vgg11, layers: "64 M 128 M 256 256 M 512 512 M 512 512 M", parameters: 9_231_114,
      tensors: 34),
    Row(
      network: .vgg13, layers: "64 64 M 128 128 M 256 256 M 512 512 M 512 512 M",
      parameters: 9_416_010, tensors: 42),
    Row(
      network: .vgg16, layers: "64 64 M 128 128 M 256 256 256 M 512 512 512 M 512 512 512 M",
      parameters: 14_728_266, tensors: 54),
    Row(
      network: .vgg19,
      layers: "64 64 M 128 128 M 256 256 256 256 M 512 512 512 512 M 512 512 512 512 M",
      parameters: 20_040_522, tensors: 66),
  ]

  /// A network whose weights are zero, which costs no random numbers.
  private func network(_ model: VGG, classes: Int = 10) -> Stack<Float> {
    model.network(classes: classes, initializer: .zero, from: RandomGenerator(seed: 0))
  }

  @Test("Every network has its row in the table")
  func completeness() {
    #expect(VGGTests.rows.map(\.network) == VGG.allCases)
  }

  @Test("Convolutions and pools follow each other as in the table", arguments: rows)
  func channels(row: Row) {
    let table = row.network.channels.map { $0.map(String.init).joined(separator: " ") + " M" }
    #expect(table.joined(separator: " ") == row.layers)
  }

  @Test("Layers are those of the table, convolutions with batch norm and ReLU", arguments: rows)
  func members(row: Row) {
    var expected: [String] = []
    var inputs = 3
    for layer in row.layers.split(separator: " ") {
      guard let outputs = Int(layer) else {
        expected.append("MaxPool2D(kernel 2×2, stride 2×2)")
        continue
      }
      expected += [
        "Conv2D(\(inputs) → \(outputs), kernel 3×3, padding 1×1)", "BatchNorm(\(outputs))", "ReLU",
      ]
      inputs = outputs
    }
    expected += ["AveragePool2D(kernel 1×1)", "Flatten", "Linear(512 → 10)"]
    #expect(network(row.network).members.map(\.layer.description) == expected)
  }

  @Test("The parameters are as many as the formula and the published count say", arguments: rows)
  func parameterCount(row: Row) {
    var expected = 0
    var inputs = 3
    for outputs in row.channels {
      // 3×3 weights and a bias a filter, then γ and β.
      expected += (9 * inputs + 1) * outputs + 2 * outputs
      inputs = outputs
    }
    expected += (512 + 1) * 10
    let parameters = network(row.network).parameters
    let count = parameters.slots.reduce(0) { $0 + parameters[$1.name]!.count }
    #expect(count == expected)
    #expect(count == row.parameters)
    #expect(parameters.slots.count == row.tensors)
  }

  @Test("Every parameter has a name of its own and the shape it needs", arguments: rows)
  func names(row: Row) {
    let parameters = network(row.network).parameters
    let names = parameters.slots.map(\.name)
    #expect(Set(names).count == names.count)

    var expected: [String: Shape] = ["classifier.weight": [10, 512], "classifier.bias": [10]]
    var inputs = 3
    for (position, outputs) in row.channels.enumerated() {
      expected["conv\(position + 1).weight"] = [outputs, inputs, 3, 3]
      expected["conv\(position + 1).bias"] = [outputs]
      expected["norm\(position + 1).gamma"] = [outputs]
      expected["norm\(position + 1).beta"] = [outputs]
      inputs = outputs
    }
    let shapes = parameters.slots.map { ($0.name, parameters[$0.name]!.shape) }
    #expect(Dictionary(shapes) { first, _ in first } == expected)
  }

  @Test("The output is a logit a class, in both modes", arguments: VGG.allCases)
  func output(model: VGG) throws {
    let network = network(model, classes: 7)
    for mode in ForwardContext.Mode.allCases {
      let images = Tensor<Float>([1, 3, 32, 32], repeating: 0.5)
      let logits = try network.forward(images, in: ForwardContext(mode)).output
      #expect(logits == Tensor([1, 7]))
    }
  }
}
