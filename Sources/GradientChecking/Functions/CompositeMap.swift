/// A map made of others, which are checked on their own too, so that a failure names the culprit.
public protocol CompositeMap: DifferentiableMap {
  /// The maps of which this one is made, each where the values of `point` lead it, with the cotangent that
  /// comes back to it. None where it is not made of others after all.
  func parts(at point: Point, cotangent: [Double]) throws -> [MapPart]
}

/// One of the maps of which a ``CompositeMap`` is made.
public struct MapPart: Sendable {
  /// The name within the whole, such as "conv3".
  public let name: String
  /// The map, with the values that reach it as its variables.
  public let map: any DifferentiableMap
  /// What comes back to it from the rest of the whole.
  public let cotangent: [Double]

  public init(_ name: String, _ map: some DifferentiableMap, cotangent: [Double]) {
    self.name = name
    self.map = map
    self.cotangent = cotangent
  }
}
