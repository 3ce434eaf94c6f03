import Commands
import Models
import SanityChecking
import Training

/// What is trained, on what and how, all of it said.
struct LearningSettings: Sendable, Equatable {
  var model: ModelChoice
  var data: String?
  var hidden: [Int]?
  var activation: Activation?
  var optimizer: OptimizerName
  var initializer: InitializerName
  var batch: Int
  var isAugmented: Bool
  var precision: TrainingPrecision
  var seed: UInt64

  /// What suits the model and the optimizer.
  var usualRate: Double {
    switch model {
    case .classifier(let name): name.learningRate(for: optimizer)
    // Steps that are not divided by the gradient's size want a larger rate, as a rule.
    case .task(let name): name.plan.learningRate * (optimizer.isAdaptive ? 1 : 5)
    }
  }
}

// MARK: - In a file

extension LearningSettings: Codable {
  private enum CodingKeys: String, CodingKey {
    case model, data, hidden, activation, optimizer, initializer, batch, isAugmented, precision,
      seed
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(model.rawValue, forKey: .model)
    try values.encodeIfPresent(data, forKey: .data)
    try values.encodeIfPresent(hidden, forKey: .hidden)
    try values.encodeIfPresent(activation?.rawValue, forKey: .activation)
    try values.encode(optimizer.rawValue, forKey: .optimizer)
    try values.encode(initializer.rawValue, forKey: .initializer)
    try values.encode(batch, forKey: .batch)
    try values.encode(isAugmented, forKey: .isAugmented)
    try values.encode(precision.rawValue, forKey: .precision)
    try values.encode(seed, forKey: .seed)
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func name<Name: RawRepresentable<String>>(_ key: CodingKeys) throws -> Name {
      let text = try values.decode(String.self, forKey: key)
      guard let name = Name(rawValue: text) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: values, debugDescription: "unknown \(key.stringValue) \(text)")
      }
      return name
    }
    self.init(
      model: try name(.model), data: try values.decodeIfPresent(String.self, forKey: .data),
      hidden: try values.decodeIfPresent([Int].self, forKey: .hidden),
      activation: values.contains(.activation) ? try name(.activation) as Activation : nil,
      optimizer: try name(.optimizer), initializer: try name(.initializer),
      batch: try values.decode(Int.self, forKey: .batch),
      isAugmented: try values.decode(Bool.self, forKey: .isAugmented),
      precision: try name(.precision), seed: try values.decode(UInt64.self, forKey: .seed))
  }
}
