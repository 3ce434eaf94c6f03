/// What a loss function was given in one step, as plain numbers.
public struct ObjectiveStatistics: Sendable, Codable, Equatable {
  /// Its name, such as "CrossEntropyLoss".
  public var name: String
  public var predictionShape: [Int]
  public var targetShape: [Int]
  /// The smallest and the largest prediction, and target.
  public var prediction: [Double]
  public var target: [Double]
  /// The smallest and the largest sum over the classes (axis 1) of the predictions, and of their exponentials.
  public var sums: [Double]?
  public var exponentialSums: [Double]?
  /// How often each label is in the batch, for labels that are numbers of classes.
  public var labelCounts: [Int]?
  /// The standard deviation of the targets.
  public var targetDeviation: Double?

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
    case targetDeviation
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
  }

  var kind: Kind {
    let name = name.lowercased()
    return switch true {
    case name.contains("withlogits"): .logits
    case name.contains("crossentropy"): .scores
    case name.hasPrefix("nll"), name.hasPrefix("kldiv"): .logProbabilities
    case name.hasPrefix("bce"): .probabilities
    case name.contains("mse"), name.contains("squarederror"): .squares
    case name.contains("l1"), name.contains("huber"), name.contains("absoluteerror"): .distances
    default: .other
    }
  }

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
