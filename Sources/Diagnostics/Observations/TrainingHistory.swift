/// What is kept of a training run: all losses, the first step, the last few, and what has to be
/// remembered about each layer and tensor. Memory grows by two numbers a step.
public struct TrainingHistory: Sendable {
  /// The number of recent steps that are kept whole, and over which medians are taken.
  public static let window = 10

  /// A gradient this small beside the largest is what rounding leaves of 0, such as that of a bias before
  /// a normalization.
  private static let rounding = 1e-5

  /// The data loss of every step.
  public private(set) var losses: [Double] = []
  /// The first step: the network at its initialization.
  public private(set) var first: TrainingStep?
  /// The last ``window`` steps, oldest first.
  public private(set) var recent: [TrainingStep] = []
  /// The first step in which anything was not finite, and its number from 0.
  public private(set) var firstNotFinite: (number: Int, step: TrainingStep)?
  /// The activity of every ReLU layer, in the order of the forward pass.
  public private(set) var activities: [(layer: String, activity: UnitActivity)] = []
  /// The names of the tensors that ever moved, of those that ever had a gradient, and of those that had
  /// one that is more than rounding beside the largest of the step.
  public private(set) var moved: Set<String> = []
  public private(set) var withGradient: Set<String> = []
  public private(set) var pushed: Set<String> = []
  /// The highest learning rate so far; 0 where none was reported.
  public private(set) var highestRate = 0.0

  public init() {}

  /// The number of steps recorded.
  public var count: Int { losses.count }

  /// Whether a loss is less than a tenth of the first. Such a share says nothing of losses that may be negative.
  func hasConverged(at loss: Double) -> Bool {
    guard let start = losses.first, start > 0 else { return false }
    return loss < 0.1 * start
  }

  mutating func record(_ step: TrainingStep) {
    if first == nil { first = step }
    if firstNotFinite == nil, !step.isFinite { firstNotFinite = (count, step) }
    losses.append(step.loss)
    recent.append(step)
    if recent.count > TrainingHistory.window { recent.removeFirst() }
    record(step.layers, samples: step.samples)
    highestRate = max(highestRate, step.learningRate ?? 0)
    let largest = step.parameters.map(\.gradientRMS).max() ?? 0
    for parameter in step.parameters {
      // What is not a number has moved somewhere too.
      if parameter.updateNorm != 0 { moved.insert(parameter.name) }
      if parameter.gradientNorm != 0 { withGradient.insert(parameter.name) }
      if parameter.gradientRMS > TrainingHistory.rounding * largest {
        pushed.insert(parameter.name)
      }
    }
  }

  mutating func record(_ layers: [LayerStatistics], samples: Int) {
    for layer in layers {
      guard let active = layer.activeUnits else { continue }
      let place = activities.firstIndex { $0.layer == layer.name }
      if place == nil { activities.append((layer.name, UnitActivity())) }
      activities[place ?? activities.count - 1].activity.record(active, samples: samples)
    }
  }
}

extension TrainingStep {
  var isFinite: Bool {
    loss.isFinite && penalty.isFinite && parameters.allSatisfy(\.norm.isFinite)
      && layers.allSatisfy(\.isFinite)
      && parameters.allSatisfy { $0.gradientNorm.isFinite && $0.updateNorm.isFinite }
  }
}
