import GradientChecking
import _Differentiation

/// The coordinates of an optional are those of its value; nil has none.
extension Optional: Coordinated where Wrapped: Coordinated {
  public static var precision: Precision { Wrapped.precision }

  public static var isFlat: Bool { Wrapped.isFlat }

  public var blocks: [CoordinateBlock] { self?.blocks ?? [] }

  public func moved(to blocks: ArraySlice<[Double]>) -> Wrapped? { map { $0.moved(to: blocks) } }

  public func tangent(_ blocks: ArraySlice<[Double]>) -> TangentVector {
    TangentVector(map { $0.tangent(blocks) })
  }

  public func blocks(of tangent: TangentVector) -> [[Double]] {
    guard let self else { return [] }
    return tangent.value.map { self.blocks(of: $0) } ?? self.blocks.map { $0.values.map { _ in 0 } }
  }
}
