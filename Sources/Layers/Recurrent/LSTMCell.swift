import GSL
import Tensors

/// The long short-term memory over a sequence: gates decide what a cell forgets, takes in and shows.
///
///     forward    zₜ = W_ih·xₜ + b_ih + W_hh·hₜ₋₁ + b_hh        four blocks, of i, f, g and o
///                i = σ(zᵢ)    f = σ(z_f)    g = tanh(z_g)    o = σ(z_o)
///                cₜ = f·cₜ₋₁ + i·g        hₜ = o·tanh cₜ
///     backward   dh = ∂L/∂hₜ              dc = dcₜ₊₁·fₜ₊₁ + dh·o·(1 − tanh²cₜ)
///                dzᵢ = dc·g·i·(1 − i)             dz_f = dc·cₜ₋₁·f·(1 − f)
///                dz_g = dc·i·(1 − g²)             dz_o = dh·tanh cₜ·o·(1 − o)
///
/// Shapes, the sums over steps and what ∂L/∂hₜ is made of: ``Recurrent``, here with G = 4.
///
/// Conventions: layout, names and order of the gates (i, f, g, o, in blocks of H rows) are PyTorch's with
/// `batch_first`, its two biases included, of which only the sum matters. Keras has the same order in
/// transposed weights; others have i, g, f, o or i, f, o, g. No peepholes, no projection.
///
/// Sources: Hochreiter, Schmidhuber: "Long short-term memory", Neural Computation 1997; with the forget
/// gate: Gers, Schmidhuber, Cummins: "Learning to forget", Neural Computation 2000.
public typealias LSTM<Scalar: TensorScalar> = Recurrent<LSTMCell<Scalar>>

/// The formula of ``LSTM``.
public struct LSTMCell<Scalar: TensorScalar>: RecurrentCell {
  public init() {}

  public var name: String { "LSTM" }
  public var gates: Int { 4 }
  public var states: [String] { ["h", "c"] }
  /// tanh cₜ.
  public var notes: Int { 1 }

  /// Zeros, but for the forget gate's, which starts at 1, so that a cell remembers before it has learned what to
  /// forget. (Jozefowicz, Zaremba, Sutskever: "An empirical exploration of recurrent network architectures",
  /// ICML 2015.)
  public func initialBias(_ units: Int) -> Tensor<Scalar> { initialBias(units, forget: 1) }

  fileprivate func initialBias(_ units: Int, forget: Scalar) -> Tensor<Scalar> {
    Tensor([4 * units], (0..<4 * units).map { $0 / units == 1 ? forget : 0 })
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func step(
    _ units: Range<Int>, _ z: Blocks<Scalar>, _ u: Blocks<Scalar>, from before: Blocks<Scalar>,
    to after: Blocks<Scalar>
  ) {
    let (i, f, g, o) = (z[0], z[1], z[2], z[3])
    let (past, h, c, y) = (before[1], after[0], after[1], after[2])
    for j in units {
      i[j] = Scalar.sigmoid(i[j])
      f[j] = Scalar.sigmoid(f[j])
      g[j] = Scalar.hyperbolicTangent(g[j])
      o[j] = Scalar.sigmoid(o[j])
      c[j] = f[j] * past[j] + i[j] * g[j]
      y[j] = Scalar.hyperbolicTangent(c[j])
      h[j] = o[j] * y[j]
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func stepBack(
    _ units: Range<Int>, _ dz: Blocks<Scalar>, _ du: Blocks<Scalar>, from before: Blocks<Scalar>,
    to after: Blocks<Scalar>, _ dh: UnsafeMutablePointer<Scalar>,
    _ dBefore: UnsafeMutablePointer<Scalar>, _ dc: Blocks<Scalar>
  ) {
    let (dzi, dzf, dzg, dzo) = (dz[0], dz[1], dz[2], dz[3])
    let (past, squashed, dc) = (before[1], after[2], dc[0])
    for j in units {
      let (i, f, g, o, y) = (dzi[j], dzf[j], dzg[j], dzo[j], squashed[j])
      let d = dc[j] + dh[j] * o * (1 - y) * (1 + y)
      dzi[j] = d * g * i * (1 - i)
      dzf[j] = d * past[j] * f * (1 - f)
      dzg[j] = d * i * (1 - g) * (1 + g)
      dzo[j] = dh[j] * y * o * (1 - o)
      dc[j] = d * f
    }
  }
}

extension Recurrent {
  /// A layer with random weights and zero biases, but for the forget gate's.
  public init<Scalar>(
    _ inputs: Int, _ units: Int, initializer: Initializer = .xavier, forgetBias: Scalar,
    from generator: RandomGenerator
  ) where Cell == LSTMCell<Scalar> {
    self.init(inputs, units, initializer: initializer, from: generator)
    parameters.inputBias = LSTMCell().initialBias(units, forget: forgetBias)
  }
}
