import GSL
import Tensors

/// A cell taken from step to step of a sequence, from a state of zeros: y = h₁ … h_T.
///
///     forward    zₜ = W_ih·xₜ + b_ih + W_hh·hₜ₋₁ + b_hh        hₜ by the cell's formula
///     backward   from the last step to the first, with what comes back from step t + 1:
///                dh = ∂L/∂hₜ + W_hhᵀ·dzₜ₊₁        dzₜ by the cell's formula
///                then, all steps at once, as they share the parameters:
///                dxₜ = W_ihᵀ·dzₜ    dW_ih = Σ dzₜ·xₜᵀ    dW_hh = Σ dzₜ·hₜ₋₁ᵀ    db_ih = db_hh = Σ dzₜ
///
/// The sums are over samples and steps, and over all of them: nothing is truncated.
///
/// Shapes: x [N, T, D], the output, every hₜ, [N, T, H]; W_ih [G·H, D], W_hh [G·H, H], b_ih, b_hh [G·H] for
/// the G gates of the cell, in blocks of H rows. With initial and final states: ``StatefulRecurrent``.
public struct Recurrent<Cell: RecurrentCell>: Layer {
  public typealias Scalar = Cell.Scalar

  public struct Cache: Sendable, BranchTracing {
    let pass: Recurrence<Scalar>.Pass
    let parameters: RecurrentParameters<Scalar>

    public var branches: [UInt16] {
      let kinks = Cell().kinks
      return kinks.isEmpty ? [] : pass.states.branches(above: kinks)
    }

    public var branchesByPlace: [[UInt16]] { Cell().kinks.isEmpty ? [] : [branches] }
  }

  public var parameters: RecurrentParameters<Scalar> { didSet { known = nil } }
  /// Where nothing is displaced: an evaluation changes only what comes after its displacement.
  var known: Recurrence<Scalar>.Pass?

  /// A layer with the given weights [G·H, D], [G·H, H] and biases [G·H].
  public init(
    inputWeight: Tensor<Scalar>, recurrentWeight: Tensor<Scalar>, inputBias: Tensor<Scalar>,
    recurrentBias: Tensor<Scalar>
  ) {
    parameters = RecurrentParameters(
      inputWeight: inputWeight, recurrentWeight: recurrentWeight, inputBias: inputBias,
      recurrentBias: recurrentBias)
    parameters.requireShapes(gates: Cell().gates)
  }

  /// A layer with random weights, and the cell's first biases.
  public init(
    _ inputs: Int, _ units: Int, initializer: Initializer = .xavier, from generator: RandomGenerator
  ) {
    let rows = Cell().gates * units
    self.init(
      inputWeight: initializer.tensor(
        [rows, inputs], fanIn: inputs, fanOut: units, from: generator),
      recurrentWeight: initializer.tensor(
        [rows, units], fanIn: units, fanOut: units, from: generator),
      inputBias: Cell().initialBias(units), recurrentBias: Tensor([rows]))
  }

  public var description: String { "\(Cell().name)(\(parameters.inputs) → \(parameters.units))" }

  var recurrence: Recurrence<Scalar> { Recurrence(cell: Cell(), parameters: parameters) }

  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    guard input.shape.rank == 3, input.shape[2] == parameters.inputs else {
      throw InputError(
        "\(self)", expects: "input [N, T, \(parameters.inputs)]", got: "\(input.shape)")
    }
    let pass = recurrence.pass(input.swapped())
    return (recurrence.output(pass), Cache(pass: pass, parameters: parameters))
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, RecurrentParameters<Scalar>> {
    let (input, _, parameters) = Recurrence(cell: Cell(), parameters: cache.parameters)
      .backward(outputGradient, [], cache.pass)
    return Gradients(input: input.swapped(), parameters: parameters)
  }
}

/// A recurrent layer that takes its first states and gives its last ones, so that one sequence goes on where
/// another ended; a decoder from its encoder.
///
/// As ``Recurrent``, but for: the sequence x [N, T, D] may come with the states before it, each [N, H], zeros
/// else; every hₜ comes with the states after the last step. Their gradients are those of the formula, at the
/// other ends of the loop.
public struct StatefulRecurrent<Cell: RecurrentCell>: Layer {
  public typealias Scalar = Cell.Scalar

  public typealias Cache = Recurrent<Cell>.Cache

  public var parameters: RecurrentParameters<Scalar>

  /// The same cell and parameters as those of a layer.
  public init(_ layer: Recurrent<Cell>) { parameters = layer.parameters }

  public var description: String {
    "\(Cell().name)(\(parameters.inputs) → \(parameters.units), with states)"
  }

  var recurrence: Recurrence<Scalar> { Recurrence(cell: Cell(), parameters: parameters) }

  public func forward(
    _ input: RecurrentSequence<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: RecurrentSequence<Scalar>, cache: Cache) {
    let (shape, units, names) = (input.sequence.shape, parameters.units, Cell().states)
    guard shape.rank == 3, shape[2] == parameters.inputs else {
      throw InputError(
        "\(self)", expects: "input [N, T, \(parameters.inputs)]", got: "\(shape)")
    }
    guard
      input.states.isEmpty
        || input.states.map({ $0.shape }) == names.map({ _ in [shape[0], units] })
    else {
      throw InputError(
        "\(self)",
        expects: "states \(names.joined(separator: ", ")) of shape [\(shape[0]), \(units)]",
        got: "\(input.states.map { $0.shape })")
    }
    let pass = recurrence.pass(input.sequence.swapped(), from: input.states)
    return (
      RecurrentSequence(recurrence.output(pass), states: recurrence.final(pass)),
      Cache(pass: pass, parameters: parameters)
    )
  }

  public func backward(
    _ outputGradient: RecurrentSequence<Scalar>, cache: Cache
  ) -> Gradients<RecurrentSequence<Scalar>, RecurrentParameters<Scalar>> {
    let (input, initial, parameters) = Recurrence(cell: Cell(), parameters: cache.parameters)
      .backward(outputGradient.sequence, outputGradient.states, cache.pass)
    return Gradients(
      input: RecurrentSequence(input.swapped(), states: initial), parameters: parameters)
  }
}
