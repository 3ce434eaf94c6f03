import LayerChecking

/// The names that tests ask for.
extension LossName {
  static let softmaxCrossEntropy = named("softmax-cross-entropy")
  static let mae = named("mae")
  static let hinge = named("hinge")
  static let squaredHinge = named("squared-hinge")

  private static func named(_ name: String) -> LossName {
    guard let name = LossName(rawValue: name) else { preconditionFailure("no loss \(name)") }
    return name
  }
}
