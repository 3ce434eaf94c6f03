import GSL
import GradientChecking
import Layers
import Models
import Tensors
import Training

/// What to check of a model with a task of its own, on examples that are drawn for it; see ``ModelCheck``.
public struct TaskCheck: Sendable {
  public var task: TaskName
  /// The number of examples at which the gradient is checked.
  public var batch = 2
  public var modes = ForwardContext.Mode.allCases
  /// λ of ½λΣw² on the weights; 0 for none.
  public var regularization = 5e-4
  /// The number of training steps before the check, away from the initialization's special values.
  public var warmUp = 0
  public var precision = Precision.double
  public var seed: UInt64 = 0

  /// The examples of one step of the warm-up, and its learning rate.
  private static let warmUpBatch = 16
  private static let warmUpRate = 0.01

  public init(_ task: TaskName) { self.task = task }

  /// The functions to check.
  ///
  /// - Throws: what `monitor` throws to cancel.
  public func subjects(monitor: CheckMonitor = CheckMonitor()) throws -> [CheckSubject] {
    switch precision {
    case .double: try subjects(Double.self, monitor)
    case .float: try subjects(Float.self, monitor)
    }
  }

  private func subjects<Scalar: TensorScalar>(
    _ scalar: Scalar.Type, _ monitor: CheckMonitor
  ) throws -> [CheckSubject] {
    try subjects(
      of: task.task(of: scalar, from: RandomGenerator(RandomKey(seed).derived(0))), monitor)
  }

  private func subjects<Scalar: TensorScalar>(
    of task: some LearningTask<Scalar>, _ monitor: CheckMonitor
  ) throws -> [CheckSubject] {
    let key = RandomKey(seed)
    var loop = TrainingLoop(
      task.network, objective: task.objective,
      optimizer: SGD(learningRate: Scalar(TaskCheck.warmUpRate)), key: key.derived(1))
    loop.frozen = task.frozen
    for step in 0..<warmUp {
      guard !monitor.isCancelled() else { throw CancellationError() }
      let (input, target) = task.examples(
        TaskCheck.warmUpBatch, key: key.derived(4).derived(step))
      try loop.step(input, target: target)
      monitor.progress(step + 1, warmUp)
    }
    let (input, target) = task.examples(batch, key: key.derived(2))
    let warm = warmUp > 0 ? ", after \(warmUp) training steps" : ""
    return try ModelSubjects(modes: modes, regularization: regularization).subjects(
      of: loop.network, task.objective, at: input, target: target,
      named: "\(self.task.rawValue), batch \(batch)\(warm)", key.derived(3))
  }
}
