internal import GSL
public import Tensors

/// The directions in which samples vary most: for fewer features (PCA), and for features without correlation
/// (whitening).
///
///     C = (1/N) Σₙ (xₙ − μ)(xₙ − μ)ᵀ = U·diag(λ)·Uᵀ        λ₁ ≥ λ₂ ≥ …, by GSL
///     project    z = Uₖᵀ·(x − μ)        restore    x ≈ Uₖ·z + μ        whiten    zᵢ / √(λᵢ + ε)
///
/// Of the training split alone. A direction's sign is fixed by its largest number being positive. Time grows with D³.
public struct PrincipalComponents: Sendable {
  /// μ, [D].
  public let mean: [Double]
  /// λ of each direction kept, the variance along it.
  public let variances: [Double]
  /// The directions kept, each of length 1.
  public let directions: [[Double]]
  /// The share of all variance that lies in them; 1 where there is none at all.
  public let share: Double

  /// The components of samples [N, D], all of them or the first few.
  ///
  /// - Throws: `InputError` where there are no samples, or one has what is not a number.
  public init(of samples: Tensor<Double>, keeping count: Int? = nil) throws(InputError) {
    guard samples.shape.rank == 2, samples.shape[0] > 0 else {
      throw InputError("principal components", expects: "samples [N, D]", got: "\(samples.shape)")
    }
    if let stray = samples.elements.first(where: { !$0.isFinite }) {
      throw InputError("principal components", expects: "finite numbers", got: "\(stray)")
    }
    let statistics = FeatureStatistics(of: samples)
    let centered = statistics.center(samples)
    let (n, d) = (samples.shape[0], samples.shape[1])
    let covariance = centered.matrixProduct(with: centered, transposing: .left) / Double(n)
    do {
      let system = try SymmetricEigensystem(covariance.elements, size: d)
      let kept = min(count ?? d, d)
      mean = statistics.mean.elements
      // Rounding may leave a variance of 0 a little below.
      let all = system.values.map { max(0, $0) }
      variances = Array(all.prefix(kept))
      directions = Array(system.vectors.prefix(kept))
      let total = all.reduce(0, +)
      share = total > 0 ? variances.reduce(0, +) / total : 1
    } catch {
      throw InputError("principal components", expects: "a covariance with them", got: "\(error)")
    }
  }

  private var matrix: Tensor<Double> {
    Tensor([directions.count, mean.count], directions.flatMap { $0 })
  }

  /// z [N, k] of samples [N, D].
  public func project(_ samples: Tensor<Double>) -> Tensor<Double> {
    let width = mean.count
    precondition(samples.shape.rank == 2 && samples.shape[1] == width, "samples [N, \(width)]")
    let centered = Tensor(
      samples.shape, samples.elements.enumerated().map { $1 - mean[$0 % width] })
    return centered.matrixProduct(with: matrix, transposing: .right)
  }

  /// The samples [N, D] that z [N, k] stands for.
  public func restore(_ projection: Tensor<Double>) -> Tensor<Double> {
    let product = projection.matrixProduct(with: matrix)
    return Tensor(
      product.shape, product.elements.enumerated().map { $1 + mean[$0 % mean.count] })
  }

  /// z of variance 1 along each direction.
  public func whiten(_ samples: Tensor<Double>, epsilon: Double = 1e-5) -> Tensor<Double> {
    let z = project(samples)
    return Tensor(
      z.shape,
      z.elements.enumerated().map { place, value in
        value / (variances[place % variances.count] + epsilon).squareRoot()
      })
  }
}
