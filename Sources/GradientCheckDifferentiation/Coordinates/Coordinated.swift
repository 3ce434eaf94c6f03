import GradientChecking
import _Differentiation

/// A differentiable type whose values have numbers by which they can be moved.
///
/// `Float`, `Double`, SIMD vectors of them, arrays and optionals of what conforms, conform. A struct does by
/// one line: ``CoordinatedStruct``. Conform directly where neither fits, as for a type whose tangent vectors
/// are not of the form of its values: a rotation has three coordinates, all 0 where it stands, and moves by
/// `move(by:)`.
public protocol Coordinated: Differentiable {
  /// The numbers of this value, in blocks that a report names.
  var blocks: [CoordinateBlock] { get }

  /// This value, moved to where its blocks are these.
  func moved(to blocks: ArraySlice<[Double]>) -> Self

  /// The tangent vector at this value with these numbers, a block each of ``blocks``.
  func tangent(_ blocks: ArraySlice<[Double]>) -> TangentVector

  /// The numbers of a tangent vector at this value, in blocks as ``tangent(_:)`` takes them. What is
  /// left out of it, as all is of an array's `.zero`, is 0.
  func blocks(of tangent: TangentVector) -> [[Double]]

  /// The precision in which values of the type compute.
  static var precision: Precision { get }

  /// Whether coordinates that are added are tangent vectors that are added, as in a vector space. On a
  /// manifold they are not, and the tangent vectors elsewhere are others: there the pullback is
  /// compared with differences at the value itself alone.
  static var isFlat: Bool { get }
}

extension Coordinated {
  public static var isFlat: Bool { true }
}

/// Some coordinates of a value, under one name.
public struct CoordinateBlock: Sendable, Equatable {
  /// Such as "weight"; empty where the value is one block.
  public let name: String
  /// The extents, outermost first; none for a single number.
  public let shape: [Int]
  public let values: [Double]

  public init(_ name: String = "", shape: [Int], values: [Double]) {
    self.name = name
    self.shape = shape
    self.values = values
  }

  /// The block as part of what goes by this name.
  func inside(_ outer: String) -> CoordinateBlock {
    let isIndex = name.isEmpty || name.hasPrefix("[")
    return CoordinateBlock(
      isIndex ? outer + name : "\(outer).\(name)", shape: shape, values: values)
  }
}
