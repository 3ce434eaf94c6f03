import GradientChecking
import _Differentiation

/// A number is its own and only coordinate.
extension Coordinated where Self: MapScalar, TangentVector == Self {
  public var blocks: [CoordinateBlock] { [CoordinateBlock(shape: [], values: [Double(self)])] }

  public func moved(to blocks: ArraySlice<[Double]>) -> Self { tangent(blocks) }

  public func tangent(_ blocks: ArraySlice<[Double]>) -> Self {
    Self(blocks[blocks.startIndex][0])
  }

  public func blocks(of tangent: Self) -> [[Double]] { [[Double(tangent)]] }
}

extension Double: Coordinated {}
extension Float: Coordinated {}

/// The lanes of a SIMD vector are its coordinates.
extension Coordinated where Self: SIMD, Scalar: MapScalar, TangentVector == Self {
  public var blocks: [CoordinateBlock] {
    [CoordinateBlock(shape: [scalarCount], values: indices.map { Double(self[$0]) })]
  }

  public func moved(to blocks: ArraySlice<[Double]>) -> Self { tangent(blocks) }

  public func tangent(_ blocks: ArraySlice<[Double]>) -> Self {
    Self(blocks[blocks.startIndex].map { Scalar($0) })
  }

  public func blocks(of tangent: Self) -> [[Double]] { [indices.map { Double(tangent[$0]) }] }

  public static var precision: Precision { Scalar.precision }
}

extension SIMD2: Coordinated
where Scalar: MapScalar & Differentiable, Scalar.TangentVector == Scalar {}

extension SIMD3: Coordinated
where Scalar: MapScalar & Differentiable, Scalar.TangentVector == Scalar {}

extension SIMD4: Coordinated
where Scalar: MapScalar & Differentiable, Scalar.TangentVector == Scalar {}

extension SIMD8: Coordinated
where Scalar: MapScalar & Differentiable, Scalar.TangentVector == Scalar {}

extension SIMD16: Coordinated
where Scalar: MapScalar & Differentiable, Scalar.TangentVector == Scalar {}

extension SIMD32: Coordinated
where Scalar: MapScalar & Differentiable, Scalar.TangentVector == Scalar {}

extension SIMD64: Coordinated
where Scalar: MapScalar & Differentiable, Scalar.TangentVector == Scalar {}
