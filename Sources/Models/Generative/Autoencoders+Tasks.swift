import GSL
import Layers
import Tensors

/// Pictures through a narrow place and back: what comes out is to be what went in.
enum AutoencoderTask: TaskEntry {
  static let name = "autoencoder"
  static let summary = "pictures 8×8 through a code of 16 numbers and back"
  static let plan = LearningPlan(learningRate: 3e-3, steps: 300, share: 0.15)

  static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator
  ) -> any LearningTask<Scalar> {
    func linear(_ inputs: Int, _ outputs: Int) -> Linear<Scalar> {
      Linear(inputs, outputs, initializer: .xavier, from: generator)
    }
    let network = Stack<Scalar>([
      .init(
        "encoder",
        Stack([
          .init("fc1", linear(64, 32)), .init("tanh1", Tanh()), .init("fc2", linear(32, 16)),
        ])),
      .init("tanh", Tanh()),
      .init(
        "decoder",
        Stack([
          .init("fc1", linear(16, 32)), .init("tanh1", Tanh()), .init("fc2", linear(32, 64)),
        ])),
    ])
    return DrawnTask(network, MeanSquaredError()) { count, generator in
      let images: Tensor<Scalar> = Scene.scenes(count, side: 8, from: generator).images()
      let flat = images.reshaped([count, 64])
      return (flat, flat)
    }
  }
}

enum VariationalAutoencoderTask: TaskEntry {
  static let name = "vae"
  static let summary = "encoder, code drawn, decoder; pictures 8×8"
  static let plan = LearningPlan(learningRate: 3e-3, steps: 300, share: 0.5)

  static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator
  ) -> any LearningTask<Scalar> {
    DrawnTask(
      VariationalAutoencoder<Scalar>(64, hidden: 32, code: 4, from: generator),
      EvidenceLowerBound(.bernoulli)
    ) { count, generator in
      let images: Tensor<Scalar> = Scene.silhouettes(count, from: generator)
      let flat = images.reshaped([count, 64])
      return (flat, flat)
    }
  }
}
