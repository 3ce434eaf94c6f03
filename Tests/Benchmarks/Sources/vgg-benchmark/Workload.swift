import GSL
import Layers
import Models
import Tensors
import Training

/// A VGG11 with a batch of random images and labels, and what it takes to train it.
struct Workload<Scalar: TensorScalar> {
  static var samples: Int { 20 }

  private(set) var network: Stack<Scalar>
  private let images: Tensor<Scalar>
  private let labels: [Int]
  private let loss = SoftmaxCrossEntropy<Scalar>()
  private var optimizer = SGD<Scalar>(learningRate: 1e-3, momentum: 0.9)

  init() {
    let generator = RandomGenerator(RandomKey(1))
    network = VGG.vgg11.network(from: generator)
    let shape = Shape([Self.samples] + VGG.imageShape.extents)
    images = Tensor(shape, (0..<shape.count).map { _ in Scalar(generator.normal()) })
    labels = (0..<Self.samples).map { $0 % 10 }
  }

  /// The forward pass alone, in training mode.
  func forward() throws {
    _ = try network.forward(images, in: ForwardContext(.training))
  }

  /// Forward, loss, backward, update, running statistics.
  mutating func step() throws {
    let (logits, cache) = try network.forward(images, in: ForwardContext(.training))
    let lossCache = try loss.forward(logits, target: labels).cache
    let gradient = network.backward(loss.backward(1, cache: lossCache), cache: cache).parameters
    optimizer.update(&network, gradient: gradient)
    network.commit(cache)
  }

  /// How long the update and the running statistics take, in milliseconds.
  mutating func updateTime() throws -> Double {
    let (logits, cache) = try network.forward(images, in: ForwardContext(.training))
    let gradient = network.backward(logits, cache: cache).parameters
    return milliseconds {
      optimizer.update(&network, gradient: gradient)
      network.commit(cache)
    }
  }

  /// How long each layer takes, forward and backward, in milliseconds.
  mutating func stepByLayer() throws -> [(name: String, forward: Double, backward: Double)] {
    var output = images
    var caches: [AnyLayer<Scalar>.Cache] = []
    var times: [(name: String, forward: Double, backward: Double)] = []
    for member in network.members {
      let time = try milliseconds {
        let (y, cache) = try member.layer.forward(output, in: ForwardContext(.training))
        output = y
        caches.append(cache)
      }
      times.append((member.name, time, 0))
    }
    var gradient = loss.backward(1, cache: try loss.forward(output, target: labels).cache)
    var gradients: [AnyTensors<Scalar>] = []
    for position in network.members.indices.reversed() {
      let cache = caches[position]
      times[position].backward = milliseconds {
        let step = network.members[position].layer.backward(gradient, cache: cache)
        gradient = step.input
        gradients.append(step.parameters)
      }
    }
    return times
  }
}

/// How long `body` takes.
func milliseconds(_ body: () throws -> Void) rethrows -> Double {
  let clock = ContinuousClock()
  return try clock.measure(body) / .milliseconds(1)
}
