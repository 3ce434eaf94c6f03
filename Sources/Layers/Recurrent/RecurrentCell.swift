import Tensors

/// The formula of a recurrent layer: what one step makes of a sample, and the way back.
///
/// ``Recurrent`` owns all else: the loop over time, the two products with W_ih and W_hh, the parameters and
/// their gradients, initial and final states. A cell is written unit by unit, as in a paper; see ``GRUCell``.
public protocol RecurrentCell<Scalar>: Sendable {
  associatedtype Scalar: TensorScalar

  init()

  /// What the layer is called: "LSTM".
  var name: String { get }
  /// The number of gates: of blocks of H rows in the weights.
  var gates: Int { get }
  /// What is carried from step to step, the hidden state first: "h", "c".
  var states: [String] { get }
  /// What is kept of a step besides, for the way back: so many numbers a unit.
  var notes: Int { get }
  /// Whether W_hh·hₜ₋₁ + b_hh comes apart from W_ih·xₜ + b_ih, not added to it.
  var isRecurrentApart: Bool { get }

  /// The hidden values at which the formula has a kink: none where it is smooth.
  var kinks: [Scalar] { get }

  /// The first values of b_ih, for H units.
  func initialBias(_ units: Int) -> Tensor<Scalar>

  /// A step of one sample.
  ///
  /// - Parameters:
  ///   - units: Which units, of 0 ..< H.
  ///   - z: W_ih·xₜ + b_ih + W_hh·hₜ₋₁ + b_hh of every gate, to be replaced by what the way back needs of them.
  ///   - u: The recurrent part of that, where it comes apart.
  ///   - before: The `states` and `notes` of step t − 1.
  ///   - after: Those of step t, to be written.
  func step(
    _ units: Range<Int>, _ z: Blocks<Scalar>, _ u: Blocks<Scalar>, from before: Blocks<Scalar>,
    to after: Blocks<Scalar>)

  /// The way back of ``step(_:_:_:from:to:)``.
  ///
  /// - Parameters:
  ///   - units: Which units, of 0 ..< H.
  ///   - dz: What the step left in z, to be replaced by the gradient of it.
  ///   - du: What it got in u, to be replaced by the gradient of it, where it comes apart.
  ///   - dh: ∂L/∂hₜ, all of it.
  ///   - before: The `states` and `notes` of step t − 1.
  ///   - after: Those of step t.
  ///   - dBefore: ∂L/∂hₜ₋₁, to which is to be added what does not come through W_hh.
  ///   - dc: The gradients of the other states, after the step; to be replaced by those before it.
  func stepBack(
    _ units: Range<Int>, _ dz: Blocks<Scalar>, _ du: Blocks<Scalar>, from before: Blocks<Scalar>,
    to after: Blocks<Scalar>, _ dh: UnsafeMutablePointer<Scalar>,
    _ dBefore: UnsafeMutablePointer<Scalar>, _ dc: Blocks<Scalar>)
}

extension RecurrentCell {
  public var states: [String] { ["h"] }
  public var notes: Int { 0 }
  public var isRecurrentApart: Bool { false }
  public var kinks: [Scalar] { [] }
  public func initialBias(_ units: Int) -> Tensor<Scalar> { Tensor([gates * units]) }
}

/// Vectors of one length in memory, a fixed distance apart: the gates of a sample, or its states.
public struct Blocks<Scalar: TensorScalar> {
  @usableFromInline let start: UnsafeMutablePointer<Scalar>
  @usableFromInline let stride: Int

  @inlinable
  public subscript(block: Int) -> UnsafeMutablePointer<Scalar> { start + block * stride }

  @usableFromInline
  init(_ start: UnsafeMutablePointer<Scalar>, stride: Int) {
    self.start = start
    self.stride = stride
  }
}
