/// A configuration with which nothing can be checked.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

extension CheckConfiguration {
  /// - Throws: a ``ConfigurationError`` where a number is out of its range.
  func requireRanges() throws(ConfigurationError) {
    if let objection = method.objection { throw ConfigurationError(objection) }
    guard step.isFinite, step > 0, step <= 0.1 else {
      throw ConfigurationError("step is above 0 and at most 0.1, not \(step)")
    }
    guard accuracy.isFinite, accuracy >= 0 else {
      throw ConfigurationError("accuracy is finite and not negative, unlike \(accuracy)")
    }
    guard samplesPerBlock >= 0 else {
      throw ConfigurationError("samplesPerBlock is not negative, as \(samplesPerBlock) is")
    }
    if let timeLimit, timeLimit < .zero {
      throw ConfigurationError("timeLimit is not negative, as \(timeLimit) is")
    }
    if let evaluationLimit, evaluationLimit < 0 {
      throw ConfigurationError("evaluationLimit is not negative, as \(evaluationLimit) is")
    }
  }
}
