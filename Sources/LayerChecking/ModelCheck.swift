import Datasets
import GSL
import GradientChecking
import Layers
import Models
import Tensors
import Training

/// What to check of a model, and on which data.
///
/// The data loss is checked with respect to the input and every parameter tensor, once a mode, and the
/// regularization apart from it, so that a large one cannot hide a mistake in the other. Every layer is
/// checked on its own first, at the activations and cotangents that it gets in the whole.
public struct ModelCheck: Sendable {
  public var model: ModelName
  public var training: ImageDataset
  /// The number of images at which the gradient is checked.
  public var batch = 2
  public var modes = ForwardContext.Mode.allCases
  /// λ of ½λΣw² on the weights; 0 for none.
  public var regularization = 5e-4
  /// The number of training steps before the check, away from the initialization's special values.
  public var warmUp = 0
  public var precision = Precision.double
  public var seed: UInt64 = 0

  /// The images of one step of the warm-up, and its learning rate.
  private static let warmUpBatch = 16
  private static let warmUpRate = 0.01
  public init(_ model: ModelName, on training: ImageDataset) {
    self.model = model
    self.training = training
  }

  /// The functions to check.
  ///
  /// - Throws: `InputError` where the data hold too few images, or what `monitor` throws to cancel.
  public func subjects(monitor: CheckMonitor = CheckMonitor()) throws -> [CheckSubject] {
    guard batch >= 1, batch <= training.count else {
      throw InputError(
        "a batch of \(batch) images", expects: "a data set with as many", got: "\(training.count)")
    }
    return switch precision {
    case .double: try subjects(Double.self, monitor)
    case .float: try subjects(Float.self, monitor)
    }
  }

  private func subjects<Scalar: TensorScalar>(
    _ scalar: Scalar.Type, _ monitor: CheckMonitor
  ) throws -> [CheckSubject] {
    switch model.objective {
    case .softmax: try subjects(SoftmaxCrossEntropy<Scalar>(), monitor)
    case .hinge: try subjects(Hinge<Scalar>(), monitor)
    }
  }

  private func subjects<Scalar: TensorScalar, Objective: Loss>(
    _ objective: Objective, _ monitor: CheckMonitor
  ) throws -> [CheckSubject]
  where Objective.Prediction == Tensor<Scalar>, Objective.Target == [Int] {
    let key = RandomKey(seed)
    let generator = RandomGenerator(key.derived(0))
    var network: Stack<Scalar> = model.network(from: generator)
    let statistics = ChannelStatistics(of: training)
    try warmUp(&network, objective, statistics, generator, key.derived(1), monitor)

    let indices = training.stratified(batch, key: key.derived(2))
    let images: Tensor<Scalar> = statistics.normalize(
      dithered(training.images(indices), RandomGenerator(key.derived(4))))
    let setting =
      "\(model.rawValue), batch \(batch)\(warmUp > 0 ? ", after \(warmUp) training steps" : "")"
    return try ModelSubjects(modes: modes, regularization: regularization).subjects(
      of: network, objective, at: images, target: training.labels(indices),
      named: setting, key.derived(3))
  }

  /// The images with noise of up to half a gray level.
  ///
  /// Flat patches of real pictures tie exactly in the max pools behind them, where a network has no
  /// derivative to check. What the rounding to gray levels took away puts them off the ties.
  private func dithered<Scalar: TensorScalar>(
    _ images: Tensor<Scalar>, _ generator: RandomGenerator
  ) -> Tensor<Scalar> {
    let halfLevel = 0.5 / 255
    return images.map { $0 + Scalar(generator.uniform(in: -halfLevel...halfLevel)) }
  }

  /// Plain gradient descent on the data loss, batch after batch.
  private func warmUp<Scalar: TensorScalar, Objective: Loss>(
    _ network: inout Stack<Scalar>, _ loss: Objective, _ statistics: ChannelStatistics,
    _ generator: RandomGenerator, _ key: RandomKey, _ monitor: CheckMonitor
  ) throws where Objective.Prediction == Tensor<Scalar>, Objective.Target == [Int] {
    var optimizer = SGD(learningRate: Scalar(ModelCheck.warmUpRate))
    for step in 0..<warmUp {
      guard !monitor.isCancelled() else { throw CancellationError() }
      let indices = generator.sample(
        min(ModelCheck.warmUpBatch, training.count), below: training.count)
      let context = ForwardContext(.training, key: key.derived(step))
      let images: Tensor<Scalar> = statistics.normalize(training.images(indices))
      let (logits, cache) = try network.forward(images, in: context)
      let lossCache = try loss.forward(logits, target: training.labels(indices)).cache
      let gradient = network.backward(loss.backward(1, cache: lossCache), cache: cache).parameters
      network.commit(cache)
      optimizer.update(&network, gradient: gradient)
      monitor.progress(step + 1, warmUp)
    }
  }
}
