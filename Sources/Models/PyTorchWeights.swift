import GSL
import Layers
import NamedTensors
import Tensors

extension VGG {
  /// The network with weights that PyTorch saved, under the names of torchvision's VGG with batch normalization:
  /// "features.0.weight", "features.1.running_mean", …
  ///
  ///     let network: Stack<Float> = try VGG.vgg11.network(weights: Safetensors.read("vgg11.safetensors"))
  ///
  /// The one linear layer that images of 32×32 pixels leave over is "classifier"; its rows are the classes.
  ///
  /// - Throws: `InputError` where a tensor is missing, has another shape, or belongs nowhere, as do the three linear
  ///   layers of networks for ImageNet.
  public func network<Scalar: TensorScalar>(
    weights: TensorDictionary
  ) throws(InputError) -> Stack<Scalar> {
    var names = ["classifier": "classifier"]
    var (depth, place) = (0, 0)
    for group in channels {
      for _ in group {
        depth += 1
        names["conv\(depth)"] = "features.\(place)"
        names["norm\(depth)"] = "features.\(place + 1)"
        place += 3
      }
      // The pool.
      place += 1
    }
    let classes = try weights.classes("classifier", rawValue)
    let network: Stack<Scalar> = network(
      classes: classes, initializer: .zero, head: .zero,
      from: RandomGenerator(seed: 0))
    return try network.filled(with: weights, names, rawValue)
  }
}

extension ResNet {
  /// The network with weights that PyTorch saved, under the names of torchvision's ResNet of basic blocks:
  /// "conv1.weight", "layer1.0.bn1.running_var", "layer2.0.downsample.0.weight", "fc.weight", …
  ///
  ///     let file = try Safetensors.read("resnet18.safetensors")
  ///     let network: Stack<Float> = try ResNet(blocks: [2, 2, 2, 2], width: 64).network(weights: file)
  ///
  /// Convolutions without a bias get one of 0. The first is 3×3, as for images of 32×32 pixels.
  ///
  /// - Throws: `InputError` where a tensor is missing, has another shape, as has the 7×7 convolution that networks for
  ///   ImageNet begin with, or belongs nowhere.
  public func network<Scalar: TensorScalar>(
    weights: TensorDictionary
  ) throws(InputError) -> Stack<Scalar> {
    var names = ["conv": "conv1", "norm": "bn1", "classifier": "fc"]
    for (stage, count) in blocks.enumerated() {
      for block in 0..<count {
        let (ours, theirs) = ("block\(stage + 1)_\(block + 1)", "layer\(stage + 1).\(block)")
        for number in 1...2 {
          names["\(ours).body.conv\(number)"] = "\(theirs).conv\(number)"
          names["\(ours).body.norm\(number)"] = "\(theirs).bn\(number)"
        }
        names["\(ours).shortcut.conv"] = "\(theirs).downsample.0"
        names["\(ours).shortcut.norm"] = "\(theirs).downsample.1"
      }
    }
    let classes = try weights.classes("fc", "a ResNet")
    let network: Stack<Scalar> = network(
      classes: classes, initializer: .zero, head: .zero,
      from: RandomGenerator(seed: 0))
    return try network.filled(with: weights, names, "a ResNet")
  }
}

extension TensorDictionary {
  /// The number of rows of the last layer.
  fileprivate func classes(_ layer: String, _ model: String) throws(InputError) -> Int {
    let name = "\(layer).weight"
    guard let shape = self[name]?.shape, shape.rank == 2, shape[0] > 0 else {
      throw InputError(
        "\(model) by PyTorch's names", expects: "a matrix \(name), a row a class",
        got: self[name].map { "one of shape \($0.shape)" } ?? "none")
    }
    return shape[0]
  }
}

extension Stack {
  /// The network with all that it learns and keeps from `weights`.
  ///
  /// - Parameter names: PyTorch's name of each layer.
  fileprivate func filled(
    with weights: TensorDictionary, _ names: [String: String], _ model: String
  ) throws(InputError) -> Stack {
    var used: Set<String> = []
    func fill(_ group: some TensorGroup<Scalar>) throws(InputError) -> [Tensor<Scalar>] {
      var tensors: [Tensor<Scalar>] = []
      for (position, slot) in group.slots.enumerated() {
        let parts = slot.name.split(separator: ".")
        let layer = parts.dropLast().joined(separator: ".")
        let own = String(parts.last ?? "")
        let theirs = ["gamma": "weight", "beta": "bias"][own] ?? own
        let name = "\(names[layer] ?? layer).\(theirs)"
        let shape = group[slot: position].shape
        // What a normalization takes away again has no bias, as a rule.
        if own == "bias", weights[name] == nil, layer.contains("conv") {
          tensors.append(Tensor(shape))
          continue
        }
        tensors.append(try weights.tensor(name, shape: shape))
        used.insert(name)
      }
      return tensors
    }
    var (network, parameters, state) = (self, parameters, state)
    for (position, tensor) in try fill(parameters).enumerated() {
      parameters[slot: position] = tensor
    }
    for (position, tensor) in try fill(state).enumerated() { state[slot: position] = tensor }
    (network.parameters, network.state) = (parameters, state)
    let rest = weights.names.filter { !used.contains($0) && !$0.hasSuffix("num_batches_tracked") }
    guard rest.isEmpty else {
      throw InputError(
        "\(model) by PyTorch's names", expects: "the tensors of its layers alone",
        got: rest.prefix(5).joined(separator: ", ")
          + (rest.count > 5 ? " and \(rest.count - 5) more" : "") + " besides")
    }
    return network
  }
}
