import RealModule
import Tensors

/// The gated recurrent unit over a sequence: one gate says how much of the past goes into the candidate, one how
/// much of it stays.
///
///     forward    r = σ(z_r)    z = σ(z_z)        zₜ = W_ih·xₜ + b_ih + W_hh·hₜ₋₁ + b_hh, blocks r and z
///                n = tanh(W_in·xₜ + b_in + r·uₙ)        uₙ = W_hn·hₜ₋₁ + b_hn
///                hₜ = (1 − z)·n + z·hₜ₋₁
///     backward   dh = ∂L/∂hₜ        dn = dh·(1 − z)·(1 − n²)
///                dz_r = dn·uₙ·r·(1 − r)    dz_z = dh·(hₜ₋₁ − n)·z·(1 − z)    dz_n = dn    duₙ = dn·r
///                ∂L/∂hₜ₋₁ gets dh·z besides what comes through W_hh
///
/// Shapes, the sums over steps and what ∂L/∂hₜ is made of: ``Recurrent``, here with G = 3.
///
/// Conventions: layout, names and order of the gates (r, z, n, in blocks of H rows) are PyTorch's with
/// `batch_first`; r multiplies W_hn·hₜ₋₁ + b_hn after the product, as there and in cuDNN, where the paper has it
/// before (``OriginalGRU``). z is the share of the past; in the paper and in Keras too, others have 1 − z.
///
/// Source: Cho et al.: "Learning phrase representations using RNN encoder–decoder", EMNLP 2014.
public typealias GRU<Scalar: TensorScalar> = Recurrent<GRUCell<Scalar>>

/// The formula of ``GRU``.
public struct GRUCell<Scalar: TensorScalar>: RecurrentCell {
  public init() {}

  public var name: String { "GRU" }
  public var gates: Int { 3 }
  public var isRecurrentApart: Bool { true }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func step(
    _ units: Range<Int>, _ z: Blocks<Scalar>, _ u: Blocks<Scalar>, from before: Blocks<Scalar>,
    to after: Blocks<Scalar>
  ) {
    let (r, z, n, past, h) = (z[0], z[1], z[2], before[0], after[0])
    let (ur, uz, un) = (u[0], u[1], u[2])
    for j in units {
      r[j] = Scalar.sigmoid(r[j] + ur[j])
      // The logit is kept, of which z and 1 − z are exact both.
      z[j] += uz[j]
      let share = GateShares(z[j])
      n[j] = Scalar.hyperbolicTangent(n[j] + r[j] * un[j])
      h[j] = share.new * n[j] + share.past * past[j]
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func stepBack(
    _ units: Range<Int>, _ dz: Blocks<Scalar>, _ du: Blocks<Scalar>, from before: Blocks<Scalar>,
    to after: Blocks<Scalar>, _ dh: UnsafeMutablePointer<Scalar>,
    _ dBefore: UnsafeMutablePointer<Scalar>, _ dc: Blocks<Scalar>
  ) {
    let (dzr, dzz, dzn, past) = (dz[0], dz[1], dz[2], before[0])
    let (dur, duz, dun) = (du[0], du[1], du[2])
    for j in units {
      let (r, n, u) = (dzr[j], dzn[j], dun[j])
      let share = GateShares(dzz[j])
      let dn = dh[j] * share.new * (1 - n) * (1 + n)
      dzr[j] = dn * u * r * (1 - r)
      dzz[j] = dh[j] * (past[j] - n) * share.past * share.new
      dzn[j] = dn
      (dur[j], duz[j], dun[j]) = (dzr[j], dzz[j], dn * r)
      dBefore[j] += dh[j] * share.past
    }
  }
}

/// z = σ(x) and 1 − z = σ(−x), each to its own last places: 1 − z from a z near 1 is no better than the rounding
/// of 1.
struct GateShares<Scalar: TensorScalar> {
  let past, new: Scalar

  @inline(__always)
  init(_ x: Scalar) {
    let decay = Scalar.exp(-x.magnitude)
    let (more, less) = (1 / (1 + decay), decay / (1 + decay))
    (past, new) = x < 0 ? (less, more) : (more, less)
  }
}
