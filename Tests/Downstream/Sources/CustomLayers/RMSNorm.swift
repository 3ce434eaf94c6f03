/// Division by the root mean square, with a gain for each feature.
///
///     forward    yᵢ = γᵢ·xᵢ / r        r² = (Σ xⱼ²)/n + ε
///     backward   dγᵢ = gᵢ·xᵢ / r
///                dxᵢ = gᵢ·γᵢ / r − xᵢ·(Σ gⱼ·γⱼ·xⱼ) / (n·r³)
///
/// Source: Zhang, Sennrich: "Root mean square layer normalization", NeurIPS 2019.
public struct RMSNorm: Sendable {
  public var gain: [Double]
  private let epsilon = 1e-8

  public init(gain: [Double]) { self.gain = gain }

  public func forward(_ x: [Double]) -> [Double] {
    let r = rootMeanSquare(x)
    return zip(gain, x).map { $0 * $1 / r }
  }

  public func backward(
    _ g: [Double], input x: [Double]
  ) -> (input: [Double], gain: [Double]) {
    let r = rootMeanSquare(x)
    let sum = x.indices.reduce(0) { $0 + g[$1] * gain[$1] * x[$1] }
    let share = sum / (Double(x.count) * r * r * r)
    return (
      input: x.indices.map { g[$0] * gain[$0] / r - x[$0] * share },
      gain: zip(g, x).map { $0 * $1 / r }
    )
  }

  private func rootMeanSquare(_ x: [Double]) -> Double {
    (x.reduce(0) { $0 + $1 * $1 } / Double(x.count) + epsilon).squareRoot()
  }
}
