/// Factors of a matrix product: those that it takes transposed.
public struct MatrixFactors: OptionSet, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The first factor.
  public static let left = MatrixFactors(rawValue: 1)
  /// The second factor.
  public static let right = MatrixFactors(rawValue: 2)
}
