/// What a sanity check came to.
public struct SanityReport: Sendable, Codable, Equatable {
  /// A part of the samples by name: a split, or a class.
  public struct Split: Sendable, Codable, Equatable {
    public let name: String
    public let count: Int

    public init(name: String, count: Int) {
      self.name = name
      self.count = count
    }
  }

  /// What was looked at, such as "vgg11".
  public let subject: String
  /// The number of learned values, and of tensors that hold them.
  public let parameters: Int
  public let tensors: Int
  public let optimizer: String
  public let objective: String
  public let regularizer: String?
  /// Where the samples come from.
  public let data: String
  /// The number of samples, images or not, to train with; 0 where as many as one likes are drawn.
  public let trainingImages: Int
  /// The number of those of each class.
  public let classes: [Split]
  public let otherImages: [Split]
  public let seed: UInt64
  /// What the probes say, worst first.
  public var findings: [Finding] = []
  /// The loss in inference mode before the first step.
  public var initialLoss: Double?
  /// The losses of learning a few samples by heart, before each step and after the last.
  public var overfittingLosses: [Double] = []
  /// The losses of the watched training.
  public var trainingLosses: [Double] = []
  /// ‖ΔW‖/‖W‖ at each step, the median over weights, and not a number where none moved; nil where that is not
  /// known.
  public var updateRatios: [Double]?
  /// The accuracy at each step that told it.
  public var accuracies: [Double]?
  /// One row an affine layer, with what follows it up to the next.
  public var layers: [LayerRow] = []
  /// What became of the first finding's remedy, where that was asked for and can be tried.
  public var confirmation: Confirmation?
  /// False after an interruption: what is missing was not looked at.
  public var isComplete = true

  /// Whether nothing failed; warnings pass.
  public var isPassed: Bool { !findings.contains { $0.verdict == .fail } }

  public init(
    subject: String, parameters: Int, tensors: Int, optimizer: String, objective: String,
    regularizer: String?,
    data: String, trainingImages: Int, classes: [Split], otherImages: [Split], seed: UInt64
  ) {
    self.subject = subject
    self.parameters = parameters
    self.tensors = tensors
    self.optimizer = optimizer
    self.objective = objective
    self.regularizer = regularizer
    self.data = data
    self.trainingImages = trainingImages
    self.classes = classes
    self.otherImages = otherImages
    self.seed = seed
  }
}
