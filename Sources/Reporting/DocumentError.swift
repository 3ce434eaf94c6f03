import GradientChecking

/// A document that cannot be read, with the place where it is not what it should be.
public struct DocumentError: Error, Equatable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }

  init(_ violation: Violation) { self.init(violation.description) }

  init(_ error: DecodingError) {
    let (path, problem) =
      switch error {
      case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
      case .valueNotFound(_, let context): (context.codingPath, "is null")
      case .typeMismatch(let type, let context):
        (context.codingPath, "is not of the type that is expected, \(type)")
      case .dataCorrupted(let context):
        (context.codingPath, "is wrong: \(context.debugDescription)")
      @unknown default: ([], "is wrong")
      }
    let place = path.reduce("") { place, key in
      if let index = key.intValue { return "\(place)[\(index)]" }
      return place.isEmpty ? key.stringValue : "\(place).\(key.stringValue)"
    }
    self.init("\(place.isEmpty ? "the document" : place) \(problem)")
  }
}
