import LayerChecking

/// What a correct case is made of: any layer, loss or regularizer that can be checked by name.
enum CorrectKind: CaseIterable, Sendable {
  case layer(LayerName)
  case loss(LossName)
  case regularizer(RegularizerName)

  static let allCases: [CorrectKind] =
    LayerName.single.map { .layer($0) } + LossName.allCases.map { .loss($0) }
    + RegularizerName.allCases.map { .regularizer($0) }

  /// The name of it.
  var name: String {
    switch self {
    case .layer(let name): name.rawValue
    case .loss(let name): name.rawValue
    case .regularizer(let name): name.rawValue
    }
  }
}

extension Draw {
  func subject(_ kind: CorrectKind) -> CheckSubject {
    switch kind {
    case .layer(let name): name.entry.draw(self)
    case .loss(let name): name.entry.draw(self)
    case .regularizer(let name): name.draw(self)
    }
  }
}
