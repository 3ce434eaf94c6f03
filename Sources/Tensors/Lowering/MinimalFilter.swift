/// A one-dimensional minimal filtering algorithm: some outputs of a filter w with three taps from the
/// inputs d, by fewer multiplications than three for each output.
///
///     y = Aᵀ·((G·w) ⊙ (Bᵀ·d))
///
/// In two dimensions, each of the three maps is applied to the columns and then to the rows.
///
/// Sources: Toom: "The complexity of a scheme of functional elements realizing the multiplication of
/// integers", 1963, and Cook's thesis, 1966, for products of polynomials by their values at some points;
/// Winograd: "Arithmetic complexity of computations", SIAM 1980, for filters as their transposes; Lavin,
/// Gray: "Fast algorithms for convolutional neural networks", CVPR 2016, for two dimensions.
public enum MinimalFilter: CaseIterable, Sendable {
  /// Two outputs from two inputs with padding around them by three multiplications (`TwoInputs`).
  case twoInputs
  /// F(2, 3): two outputs from four inputs by four multiplications (`TwoOutputs`).
  case twoOutputs
  /// F(4, 3): four outputs from six inputs by six multiplications (`FourOutputs`).
  case fourOutputs

  /// The number of d.
  @inlinable public var inputs: Int {
    switch self {
    case .twoInputs: TwoInputs.Images.side
    case .twoOutputs: TwoOutputs.Images.side
    case .fourOutputs: FourOutputs.Images.side
    }
  }

  /// The number of multiplications.
  @inlinable public var products: Int {
    switch self {
    case .twoInputs: TwoInputs.Images.products
    case .twoOutputs: TwoOutputs.Images.products
    case .fourOutputs: FourOutputs.Images.products
    }
  }

  /// The number of y.
  @inlinable public var outputs: Int {
    switch self {
    case .twoInputs: TwoInputs.Outputs.side
    case .twoOutputs: TwoOutputs.Outputs.side
    case .fourOutputs: FourOutputs.Outputs.side
    }
  }

  /// The inputs before the first d, and behind the last, that windows read but that are padding.
  @inlinable var skipped: Int { (outputs + 2 - inputs) / 2 }
}

/// The maps of a ``MinimalFilter``, each from the smaller side to the products.
@usableFromInline
protocol FilterMaps {
  /// Bᵀ.
  associatedtype Images: TileMap
  /// G.
  associatedtype Kernels: TileMap
  /// A.
  associatedtype Outputs: TileMap
}

/// A linear map of a few numbers to as many as there are products, and its transpose.
@usableFromInline
protocol TileMap {
  static var side: Int { get }
  static var products: Int { get }
  static func lower<Scalar: TensorScalar>(_ x: Line<Scalar>, to v: Line<Scalar>)
  static func raise<Scalar: TensorScalar>(_ v: Line<Scalar>, to x: Line<Scalar>)
}

extension TileMap {
  /// The map of the columns and then of the rows of a square.
  ///
  /// - Parameter half: Room for what becomes of the columns, `products` × `side`.
  @inlinable @inline(__always)
  static func lower<Scalar: TensorScalar>(
    _ x: Square<Scalar>, to v: Square<Scalar>, over half: Square<Scalar>
  ) {
    for column in 0..<side { lower(x.column(column), to: half.column(column)) }
    for row in 0..<products { lower(half.row(row), to: v.row(row)) }
  }

  /// The transpose.
  @inlinable @inline(__always)
  static func raise<Scalar: TensorScalar>(
    _ v: Square<Scalar>, to x: Square<Scalar>, over half: Square<Scalar>
  ) {
    for row in 0..<products { raise(v.row(row), to: half.row(row)) }
    for column in 0..<side { raise(half.column(column), to: x.column(column)) }
  }
}
