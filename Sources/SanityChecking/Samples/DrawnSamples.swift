import GSL
import Layers

/// As many samples as one likes, each batch drawn by a function.
///
///     DrawnSamples("points on a spiral") { count, generator in (points, labels) }
public struct DrawnSamples<Input: TensorGroup, Target: Sendable>: SampleSource {
  public let summary: SampleSummary
  private let draw: @Sendable (Int, RandomKey) -> (input: Input, target: Target)

  public init(
    _ origin: String,
    draw: @escaping @Sendable (_ count: Int, RandomGenerator) -> (input: Input, target: Target)
  ) {
    self.init(origin, by: { count, key in draw(count, RandomGenerator(key)) })
  }

  init(
    _ origin: String,
    by draw: @escaping @Sendable (Int, RandomKey) -> (input: Input, target: Target)
  ) {
    summary = SampleSummary(origin)
    self.draw = draw
  }

  public func samples(_ places: Range<Int>, key: RandomKey) -> (input: Input, target: Target) {
    draw(places.count, key.derived(places.lowerBound))
  }

  /// Others are drawn.
  public func heldOut(_ count: Int, key: RandomKey) -> (input: Input, target: Target)? {
    draw(count, key.derived(-1))
  }
}
