import Foundation
import Layers
import Models
import NamedTensors
import Tensors
import Testing

/// Networks with the weights and names of PyTorch's give its logits; how these were made is in `Fixtures/README.md`.
@Suite("PyTorch's weights") struct PyTorchWeightsTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/pretrained")

  private struct Logits: Decodable {
    struct Values: Decodable {
      let shape: [Int]
      let values: [Double]
    }
    let vgg11: Values
    let resnet: Values
  }

  private let logits: Logits

  init() throws {
    logits = try JSONDecoder().decode(
      Logits.self, from: Data(contentsOf: Self.folder.appending(path: "logits.json")))
  }

  private var resnet: TensorDictionary {
    get throws { try Safetensors.read(Self.folder.appending(path: "resnet.safetensors").path) }
  }

  private static let images = Tensor<Double>(
    [2, 3, 32, 32], (0..<2 * 3 * 32 * 32).map { cos(0.3 * Double($0)) })

  /// The largest difference from the logits, relative to the largest of them.
  private func deviation(_ network: Stack<Double>, _ expected: Logits.Values) throws -> Double {
    let output = try network.forward(Self.images, in: ForwardContext(.inference)).output
    #expect(output.shape.extents == expected.shape)
    let largest = expected.values.map(\.magnitude).max() ?? 0
    return zip((0..<output.count).map { output[$0] }, expected.values)
      .map { ($0 - $1).magnitude / largest }.max() ?? .infinity
  }

  /// The tensors of torchvision's vgg11_bn in the order of its state, each weight by its number.
  private static func vgg11() -> TensorDictionary {
    var tensors = TensorDictionary()
    var start: UInt64 = 0
    func add(_ name: String, _ shape: Shape, scale: Double, mean: Double = 0) {
      let values = (0..<UInt64(shape.count)).map { k in
        var z = (start + k + 1) &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        z ^= z >> 31
        return mean + scale * 3.0.squareRoot() * (2 * Double(z >> 11) * 0x1p-53 - 1)
      }
      start += UInt64(shape.count)
      tensors[name] = TensorData(Tensor<Double>(shape, values))
    }
    var (inputs, place) = (3, 0)
    for width in [64, 0, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0] {
      guard width > 0 else {
        place += 1
        continue
      }
      add(
        "features.\(place).weight", [width, inputs, 3, 3],
        scale: (2 / Double(9 * inputs)).squareRoot())
      add("features.\(place).bias", [width], scale: 0.1)
      let norm = "features.\(place + 1)"
      add("\(norm).weight", [width], scale: 0.2, mean: 1)
      add("\(norm).bias", [width], scale: 0.1)
      add("\(norm).running_mean", [width], scale: 0.1)
      add("\(norm).running_var", [width], scale: 0.2, mean: 1)
      (inputs, place) = (width, place + 3)
    }
    add("classifier.weight", [10, 512], scale: (2 / 512.0).squareRoot())
    add("classifier.bias", [10], scale: 0.1)
    return tensors
  }

  @Test func `VGG gives the logits of PyTorch`() throws {
    let error = try deviation(VGG.vgg11.network(weights: Self.vgg11()), logits.vgg11)
    #expect(error < 1e-12)
  }

  @Test func `a residual network in a file gives the logits of PyTorch`() throws {
    let error = try deviation(
      ResNet(blocks: [1, 2], width: 4).network(weights: resnet), logits.resnet)
    #expect(error < 1e-12)
  }

  @Test(arguments: [
    "bn1.running_var", "layer1.0.conv2.weight", "layer2.0.downsample.1.bias",
    "layer2.1.bn2.running_mean", "fc.weight",
  ])
  func `every tensor matters`(name: String) throws {
    var tensors = try resnet
    let old: Tensor<Double> = try tensors.tensor(name)
    tensors[name] = TensorData(old.map { $0 + 0.01 })
    let error = try deviation(
      ResNet(blocks: [1, 2], width: 4).network(weights: tensors), logits.resnet)
    #expect(error > 1e-6)
  }

  @Test func `what does not fit is named`() throws {
    func complaint(_ model: ResNet, _ change: (inout TensorDictionary) -> Void) throws -> String {
      var tensors = try resnet
      change(&tensors)
      do throws(InputError) {
        let _: Stack<Float> = try model.network(weights: tensors)
        return ""
      } catch { return "\(error)" }
    }
    let model = ResNet(blocks: [1, 2], width: 4)
    #expect(
      try complaint(model) { $0["layer1.0.bn2.weight"] = nil }.contains("layer1.0.bn2.weight"))
    #expect(try complaint(model) { $0["fc.weight"] = nil }.contains("fc.weight"))
    #expect(
      try complaint(model) { $0["layer9.weight"] = $0["bn1.weight"] }.contains("layer9.weight"))
    #expect(try complaint(ResNet(blocks: [1, 2], width: 8)) { _ in }.contains("conv1.weight"))
    #expect(try complaint(ResNet(blocks: [1, 1], width: 4)) { _ in }.contains("layer2.1"))
  }
}
