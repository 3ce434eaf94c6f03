/// A map that tells of itself what helps to name a mistake in its gradient.
///
/// Without facts a diagnosis still knows scale, layout, place, state, upstream, zero and precision.
public protocol DescribedMap: DifferentiableMap {
  /// What is worth knowing at `point`, where the outputs are contracted with `cotangent`.
  func facts(at point: Point, cotangent: [Double]) throws -> MapFacts
}
