import LayerChecking

/// The names that tests ask for.
extension LayerName {
  static let linear = named("linear")
  static let conv2d = named("conv2d")
  static let maxpool = named("maxpool")
  static let avgpool = named("avgpool")
  static let batchnorm = named("batchnorm")
  static let relu = named("relu")
  static let leakyReLU = named("leaky-relu")
  static let elu = named("elu")
  static let softmax = named("softmax")
  static let stack = named("stack")
  static let residual = named("residual")
  static let lstm = named("lstm")

  private static func named(_ name: String) -> LayerName {
    guard let name = LayerName(rawValue: name) else { preconditionFailure("no layer \(name)") }
    return name
  }
}
