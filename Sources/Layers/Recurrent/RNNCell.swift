import Tensors

/// The plain recurrent layer over a sequence, Elman's.
///
///     forward    hₜ = tanh(zₜ)        zₜ = W_ih·xₜ + b_ih + W_hh·hₜ₋₁ + b_hh
///     backward   dz = dh·(1 − hₜ²)        dh = ∂L/∂hₜ
///
/// or, with ``RectifiedRNNCell``, PyTorch's nonlinearity `relu`:
///
///     forward    hₜ = max(zₜ, 0)
///     backward   dz = dh where hₜ > 0, else 0
///
/// Shapes, the sums over steps and what ∂L/∂hₜ is made of: ``Recurrent``, here with G = 1. Layout and names are
/// PyTorch's with `batch_first`. Source: Elman: "Finding structure in time", Cognitive Science 1990.
public typealias RNN<Scalar: TensorScalar> = Recurrent<RNNCell<Scalar>>

/// The formula of ``RNN``.
public struct RNNCell<Scalar: TensorScalar>: RecurrentCell {
  public init() {}

  public var name: String { "RNN" }
  public var gates: Int { 1 }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func step(
    _ units: Range<Int>, _ z: Blocks<Scalar>, _ u: Blocks<Scalar>, from before: Blocks<Scalar>,
    to after: Blocks<Scalar>
  ) {
    let (z, h) = (z[0], after[0])
    for j in units { h[j] = Scalar.hyperbolicTangent(z[j]) }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func stepBack(
    _ units: Range<Int>, _ dz: Blocks<Scalar>, _ du: Blocks<Scalar>, from before: Blocks<Scalar>,
    to after: Blocks<Scalar>, _ dh: UnsafeMutablePointer<Scalar>,
    _ dBefore: UnsafeMutablePointer<Scalar>, _ dc: Blocks<Scalar>
  ) {
    let (dz, h) = (dz[0], after[0])
    for j in units { dz[j] = dh[j] * (1 - h[j]) * (1 + h[j]) }
  }
}

/// The formula of ``RNN`` with the rectified linear unit for its nonlinearity; see there.
public struct RectifiedRNNCell<Scalar: TensorScalar>: RecurrentCell {
  public init() {}

  public var name: String { "RectifiedRNN" }
  public var gates: Int { 1 }
  public var kinks: [Scalar] { [0] }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func step(
    _ units: Range<Int>, _ z: Blocks<Scalar>, _ u: Blocks<Scalar>, from before: Blocks<Scalar>,
    to after: Blocks<Scalar>
  ) {
    let (z, h) = (z[0], after[0])
    for j in units { h[j] = z[j] < 0 ? 0 : z[j] }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func stepBack(
    _ units: Range<Int>, _ dz: Blocks<Scalar>, _ du: Blocks<Scalar>, from before: Blocks<Scalar>,
    to after: Blocks<Scalar>, _ dh: UnsafeMutablePointer<Scalar>,
    _ dBefore: UnsafeMutablePointer<Scalar>, _ dc: Blocks<Scalar>
  ) {
    let (dz, h) = (dz[0], after[0])
    for j in units { dz[j] = h[j] > 0 ? dh[j] : 0 }
  }
}
