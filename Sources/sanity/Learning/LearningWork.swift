import Datasets
import GSL
import Layers
import Models
import SanityChecking
import Tensors
import Training

/// What a command does with a problem, of whatever types it is.
protocol LearningWork: Sendable {
  associatedtype Outcome

  func perform<Network: Layer, Objective: Loss>(
    on problem: LearningProblem<Network, Objective>, _ data: LearningData
  ) throws -> Outcome
  where Network.Output == Objective.Prediction, Network.Scalar == Objective.Scalar
}

/// What is known of the examples.
struct LearningData: Sendable {
  /// Where they come from.
  let origin: String
  /// The number of training examples; nil where they are drawn for each batch.
  let count: Int?
  /// The number of examples of validation.
  let validationCount: Int
  /// What tells whether images in a file are still the same.
  var fingerprint: String
}

extension LearningSettings {
  /// Enough for curves, in a moment.
  private static let syntheticImages = 1200
  /// Of examples that are drawn for each batch an epoch is so many batches.
  private static let drawnBatches = 50
  private static let drawnValidation = 200
  /// Images that are judged at once.
  private static let judged = 100

  /// The keys of what is drawn at random.
  private enum Draw: Int {
    case training
    case validation
    case layers
  }

  private func key(_ draw: Draw) -> RandomKey { RandomKey(seed).derived(draw.rawValue) }

  /// What random layers draw from.
  var layerKey: RandomKey { key(.layers) }

  /// Does the work on the problem that these settings name.
  ///
  /// - Throws: a `DatasetError` where images cannot be read, and what `work` throws.
  func perform<Work: LearningWork>(_ work: Work) throws -> Work.Outcome {
    switch precision {
    case .float: try perform(work, Float.self)
    case .double: try perform(work, Double.self)
    }
  }

  private func perform<Work: LearningWork, Scalar: TensorScalar>(
    _ work: Work, _ scalar: Scalar.Type
  ) throws -> Work.Outcome {
    switch model {
    case .task(let name):
      try perform(work, task: name.task(of: scalar, from: RandomGenerator(seed: seed)))
    case .classifier(let name):
      switch name.objective {
      case .softmax: try perform(work, name, SoftmaxCrossEntropy<Scalar>())
      case .hinge: try perform(work, name, Hinge<Scalar>())
      }
    }
  }

  private func perform<Work: LearningWork, Scalar: TensorScalar>(
    _ work: Work, task: some LearningTask<Scalar>
  ) throws -> Work.Outcome {
    let (batch, training, validation) = (batch, key(.training), key(.validation))
    let batches = (LearningSettings.drawnValidation + batch - 1) / batch
    return try work.perform(
      on: LearningProblem(
        task.network, objective: task.objective, frozen: task.frozen,
        training: BatchSource(perEpoch: LearningSettings.drawnBatches) {
          task.examples(batch, key: training.derived($0))
        },
        validation: BatchSource(perEpoch: batches) {
          task.examples(batch, key: validation.derived($0))
        }),
      LearningData(
        origin: "examples drawn with seed \(seed)", count: nil, validationCount: batches * batch,
        fingerprint: ""))
  }

  private func perform<Work: LearningWork, Objective: Loss>(
    _ work: Work, _ name: ModelName, _ objective: Objective
  ) throws -> Work.Outcome
  where Objective.Target == [Int], Objective.Prediction == Tensor<Objective.Scalar> {
    let images =
      try data.map { path throws(DatasetError) in try CIFAR10.load(path).training }
      ?? SyntheticImages.generate(LearningSettings.syntheticImages, seed: seed)
    guard images.count >= 20 else {
      throw InputError(
        "a training", expects: "20 images or more, of which a tenth is for validation",
        got: "\(images.count)")
    }
    let splits = ImageSplits(images, seed: seed)
    let (training, validation) = (splits.training, splits.others[0].source)
    let augmentations = isAugmented ? Augmentation.standard : []
    let network: Stack<Objective.Scalar> = name.network(
      initializer: initializer.initializer, hidden: hidden ?? ModelName.hiddenLayers,
      activation: activation ?? .relu, from: RandomGenerator(seed: seed))
    return try work.perform(
      on: LearningProblem(
        network, objective: objective,
        training: BatchSource(
          shuffling: training.dataset.count, by: batch, key: key(.training)
        ) { indices, key in
          let images: Tensor<Objective.Scalar> = training.images(indices)
          return (
            augmentations.enumerated().reduce(images) {
              $1.element.apply(to: $0, key: key.derived($1.offset))
            }, training.dataset.labels(indices)
          )
        },
        validation: BatchSource(
          inOrder: validation.dataset.count, by: LearningSettings.judged
        ) { (validation.images($0), validation.dataset.labels($0)) },
        accuracy: { $0.accuracy }),
      LearningData(
        origin: "\(images.origin)", count: training.dataset.count,
        validationCount: validation.dataset.count, fingerprint: fingerprint(of: images)))
  }

  private func fingerprint(of images: ImageDataset) -> String {
    // FNV-1a, 64 bits.
    let sum = images.pixels.withUnsafeBufferPointer { pixels in
      pixels.reduce(into: 0xcbf2_9ce4_8422_2325 as UInt64) { sum, pixel in
        sum = (sum ^ UInt64(pixel)) &* 0x100_0000_01b3
      }
    }
    let labels = images.labels.reduce(into: sum) { sum, label in
      sum = (sum ^ UInt64(label)) &* 0x100_0000_01b3
    }
    return "\(images.count)-\(String(labels, radix: 16))"
  }
}
