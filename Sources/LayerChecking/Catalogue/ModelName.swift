import Models

/// The models that can be checked by name.
public enum ModelName: String, CaseIterable, Sendable {
  case vgg11
  case vgg13
  case vgg16
  case vgg19

  /// What it is, in one line.
  public var summary: String {
    let convolutions = architecture.channels.joined().count
    return "\(convolutions) convolutions with batch norm, 1 linear; 32×32×3"
  }

  var architecture: VGG {
    switch self {
    case .vgg11: .vgg11
    case .vgg13: .vgg13
    case .vgg16: .vgg16
    case .vgg19: .vgg19
    }
  }
}
