/// What a loss function was given in one step, and what it made of it, as plain numbers.
public struct ObjectiveStatistics: Sendable, Codable, Equatable {
  /// Its name, such as "CrossEntropyLoss" or "cross_entropy".
  public var name: String
  public var predictionShape: [Int]
  public var targetShape: [Int]
  /// The smallest and the largest prediction, and target.
  public var prediction: [Double]
  public var target: [Double]
  /// The smallest and the largest sum over the classes of the predictions, and of their exponentials: over axis 1, of
  /// `kl_div` and `ctc_loss` over the last one.
  public var sums: [Double]?
  public var exponentialSums: [Double]?
  /// How often each label is in the batch, for labels that are numbers of classes.
  public var labelCounts: [Int]?
  /// The standard deviation of the targets from sample to sample, root mean square over their entries.
  public var targetDeviation: Double?
  /// What it gave; the mean, where that was a number a sample.
  public var value: Double?
  /// What it does with the samples: "mean", "sum", "none", or "weighted" where some count more than others, so that
  /// the loss of constant answers is not known.
  public var reduction: String?
  /// The smallest and the largest sum over the classes of targets that are as many numbers as the predictions.
  public var targetSums: [Double]?
  /// The share of predictions that are exactly 0.
  public var zeros: Double?
  /// The share of each target's probability that is spread over all classes.
  public var smoothing: Double?
  /// The shares of targets, for symbols that are told from symbols, that are the input at their place, and at the next.
  public var copied: Double?
  public var shifted: Double?
  /// The largest r² between one number of the input and one class, and the place of that number.
  public var telling: [Double]?

  public init(
    _ name: String, predictionShape: [Int] = [], targetShape: [Int] = [], prediction: [Double] = [],
    target: [Double] = [], sums: [Double]? = nil, exponentialSums: [Double]? = nil,
    labelCounts: [Int]? = nil, targetDeviation: Double? = nil
  ) {
    self.name = name
    self.predictionShape = predictionShape
    self.targetShape = targetShape
    self.prediction = prediction
    self.target = target
    self.sums = sums
    self.exponentialSums = exponentialSums
    self.labelCounts = labelCounts
    self.targetDeviation = targetDeviation
  }

  private enum CodingKeys: String, CodingKey {
    case name, predictionShape, targetShape, prediction, target, sums, exponentialSums, labelCounts
    case targetDeviation, value, reduction, targetSums, zeros, smoothing, copied, shifted, telling
  }

  /// Only the name has to be there.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try values.decode(String.self, forKey: .name),
      predictionShape: try values.decodeIfPresent([Int].self, forKey: .predictionShape) ?? [],
      targetShape: try values.decodeIfPresent([Int].self, forKey: .targetShape) ?? [],
      prediction: try values.decodeIfPresent([Double].self, forKey: .prediction) ?? [],
      target: try values.decodeIfPresent([Double].self, forKey: .target) ?? [],
      sums: try values.decodeIfPresent([Double].self, forKey: .sums),
      exponentialSums: try values.decodeIfPresent([Double].self, forKey: .exponentialSums),
      labelCounts: try values.decodeIfPresent([Int].self, forKey: .labelCounts),
      targetDeviation: try values.decodeIfPresent(Double.self, forKey: .targetDeviation))
    value = try values.decodeIfPresent(Double.self, forKey: .value)
    reduction = try values.decodeIfPresent(String.self, forKey: .reduction)
    targetSums = try values.decodeIfPresent([Double].self, forKey: .targetSums)
    zeros = try values.decodeIfPresent(Double.self, forKey: .zeros)
    smoothing = try values.decodeIfPresent(Double.self, forKey: .smoothing)
    copied = try values.decodeIfPresent(Double.self, forKey: .copied)
    shifted = try values.decodeIfPresent(Double.self, forKey: .shifted)
    telling = try values.decodeIfPresent([Double].self, forKey: .telling)
  }
}

extension ObjectiveStatistics {
  /// What a loss function expects, as far as its name tells.
  enum Kind {
    /// Scores of any size, of classes or of one yes or no.
    case scores, logits
    /// Logarithms of probabilities; probabilities.
    case logProbabilities, probabilities
    /// Numbers to be near; distances squared, or not.
    case squares, distances
    case other

    /// Whether it is given a number for each class.
    var isOfClasses: Bool { self == .scores || self == .logProbabilities }
  }

  var kind: Kind {
    // Of the CTC loss by its other name the axis of the sums is not known.
    if self.name == "ctc_loss" { return .logProbabilities }
    let name = name.lowercased().filter { $0 != "_" }
    return switch true {
    case name.contains("withlogits"): .logits
    case name.hasPrefix("bce"), name.hasPrefix("binarycrossentropy"): .probabilities
    case name.contains("crossentropy"): .scores
    case name.hasPrefix("nll"), name.hasPrefix("kldiv"): .logProbabilities
    case name.contains("mse"), name.contains("squarederror"): .squares
    case name.contains("l1"), name.contains("huber"), name.contains("absoluteerror"): .distances
    default: .other
    }
  }

  /// Whether it was the loss of a step, up to rounding, and nothing was added to it.
  func isWhole(_ loss: Double) -> Bool {
    value.map { abs($0 - loss) <= 1e-6 * abs(loss) } ?? true
  }

  /// Whether it is one number a sample: a yes or no, not one of several.
  var hasOneColumn: Bool { predictionShape.count == 1 || predictionShape.last == 1 }

  var isRegression: Bool { kind == .squares || kind == .distances }

  /// The shape of predictions and targets after one is broadcast to the other; nil where they do not fit.
  var broadcastShape: [Int]? {
    let rank = max(predictionShape.count, targetShape.count)
    func padded(_ shape: [Int]) -> [Int] {
      [Int](repeating: 1, count: rank - shape.count) + shape
    }
    var result: [Int] = []
    for (a, b) in zip(padded(predictionShape), padded(targetShape)) {
      guard a == b || a == 1 || b == 1 else { return nil }
      result.append(max(a, b))
    }
    return result
  }
}
