import GSL
import Tensors

/// The long short-term memory over a sequence: gates decide what a cell forgets, takes in and shows.
///
///     forward    zₜ = W_ih·xₜ + b_ih + W_hh·hₜ₋₁ + b_hh        four blocks, of i, f, g and o
///                i = σ(zᵢ)    f = σ(z_f)    g = tanh(z_g)    o = σ(z_o)
///                cₜ = f·cₜ₋₁ + i·g        hₜ = o·tanh cₜ        h₀ = c₀ = 0
///     backward   from the last step to the first, with what comes back from step t + 1:
///                dh = ∂L/∂hₜ + W_hhᵀ·dzₜ₊₁        dc = dcₜ₊₁·fₜ₊₁ + dh·o·(1 − tanh²cₜ)
///                dzᵢ = dc·g·i·(1 − i)             dz_f = dc·cₜ₋₁·f·(1 − f)
///                dz_g = dc·i·(1 − g²)             dz_o = dh·tanh cₜ·o·(1 − o)
///                then, all steps at once, as they share the parameters:
///                dxₜ = W_ihᵀ·dzₜ    dW_ih = Σ dzₜ·xₜᵀ    dW_hh = Σ dzₜ·hₜ₋₁ᵀ    db_ih = db_hh = Σ dzₜ
///
/// The sums are over samples and steps, and over all of them: nothing is truncated.
///
/// Shapes: x [N, T, D], the output, every hₜ, [N, T, H]; W_ih [4H, D], W_hh [4H, H], b_ih, b_hh [4H].
///
/// Conventions: layout, names and order of the gates (i, f, g, o, in blocks of H rows) are PyTorch's with
/// `batch_first`, its two biases included, of which only the sum matters. Keras has the same order in
/// transposed weights; others have i, g, f, o or i, f, o, g. No peepholes, no projection.
///
/// Sources: Hochreiter, Schmidhuber: "Long short-term memory", Neural Computation 1997; with the forget
/// gate: Gers, Schmidhuber, Cummins: "Learning to forget", Neural Computation 2000.
public struct LSTM<Scalar: TensorScalar>: Layer {
  public struct Parameters: TensorGroup {
    /// W_ih.
    public var inputWeight: Tensor<Scalar>
    /// W_hh.
    public var recurrentWeight: Tensor<Scalar>
    /// b_ih.
    public var inputBias: Tensor<Scalar>
    /// b_hh.
    public var recurrentBias: Tensor<Scalar>

    public init(
      inputWeight: Tensor<Scalar>, recurrentWeight: Tensor<Scalar>, inputBias: Tensor<Scalar>,
      recurrentBias: Tensor<Scalar>
    ) {
      self.inputWeight = inputWeight
      self.recurrentWeight = recurrentWeight
      self.inputBias = inputBias
      self.recurrentBias = recurrentBias
    }

    public var slots: [TensorSlot] {
      [
        TensorSlot("weight_ih", role: .weight),
        TensorSlot("weight_hh", role: .weight),
        TensorSlot("bias_ih", role: .bias),
        TensorSlot("bias_hh", role: .bias),
      ]
    }

    public var slotCount: Int { 4 }

    public subscript(slot position: Int) -> Tensor<Scalar> {
      get { [inputWeight, recurrentWeight, inputBias, recurrentBias][position] }
      _modify {
        switch position {
        case 0: yield &inputWeight
        case 1: yield &recurrentWeight
        case 2: yield &inputBias
        default: yield &recurrentBias
        }
      }
    }
  }

  /// Everything step by step, [T, N, …], so that the rows of one step lie together.
  public struct Cache: Sendable {
    /// x, for dW_ih.
    let input: Tensor<Scalar>
    /// i, f, g and o of each row, [T, N, 4H], for dz.
    let gates: Tensor<Scalar>
    /// c₀ … c_T for dz_f, tanh c₀ … tanh c_T for dc and dz_o, h₀ … h_T for dW_hh: [3, T + 1, N, H].
    let states: Tensor<Scalar>
  }

  public var parameters: Parameters
  /// W_ih·xₜ + b_ih + b_hh of every row, and of ``Cache`` what it leads to.
  private typealias Pass = (affine: Tensor<Scalar>, gates: Tensor<Scalar>, states: Tensor<Scalar>)
  /// Where nothing is displaced: an evaluation changes only what comes after its displacement.
  private var known: Pass?

  /// A layer with the given weights [4H, D], [4H, H] and biases [4H].
  public init(
    inputWeight: Tensor<Scalar>, recurrentWeight: Tensor<Scalar>, inputBias: Tensor<Scalar>,
    recurrentBias: Tensor<Scalar>
  ) {
    precondition(
      recurrentWeight.shape.rank == 2 && inputWeight.shape.rank == 2
        && recurrentWeight.shape[0] == 4 * recurrentWeight.shape[1]
        && inputWeight.shape[0] == recurrentWeight.shape[0]
        && inputBias.shape == [inputWeight.shape[0]] && recurrentBias.shape == inputBias.shape,
      "W_ih [4H, D], W_hh [4H, H], b_ih [4H], b_hh [4H]")
    parameters = Parameters(
      inputWeight: inputWeight, recurrentWeight: recurrentWeight, inputBias: inputBias,
      recurrentBias: recurrentBias)
  }

  /// A layer with random weights and zero biases, but for the forget gate's: it starts at 1, so that a
  /// cell remembers before it has learned what to forget.
  ///
  /// (Jozefowicz, Zaremba, Sutskever: "An empirical exploration of recurrent network architectures",
  /// ICML 2015.)
  public init(
    _ inputs: Int, _ units: Int, initializer: Initializer = .xavier, forgetBias: Scalar = 1,
    from generator: RandomGenerator
  ) {
    var inputBias = Tensor<Scalar>([4 * units])
    for j in units..<2 * units { inputBias[j] = forgetBias }
    self.init(
      inputWeight: initializer.tensor(
        [4 * units, inputs], fanIn: inputs, fanOut: units, from: generator),
      recurrentWeight: initializer.tensor(
        [4 * units, units], fanIn: units, fanOut: units, from: generator),
      inputBias: inputBias, recurrentBias: Tensor([4 * units]))
  }

  /// D.
  private var inputs: Int { parameters.inputWeight.shape[1] }
  /// H.
  private var units: Int { parameters.recurrentWeight.shape[1] }

  public var description: String { "LSTM(\(inputs) → \(units))" }

  /// The elementary operations that a unit takes in a step: five exponentials and their divisions
  /// forward, only multiplications backward.
  private static var costs: (forward: Int, backward: Int) { (64, 16) }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    guard input.shape.rank == 3, input.shape[2] == inputs else {
      throw InputError("\(self)", expects: "input [N, T, \(inputs)]", got: "\(input.shape)")
    }
    let shape: Shape = [input.shape[0], input.shape[1], units]
    let x = swapped(input)
    let (_, gates, states) = pass(x)
    let output = Tensor<Scalar>(shape) { write(states, only: OutputRegion(of: shape), into: $0) }
    return (output, Cache(input: x, gates: gates, states: states))
  }

  /// All steps of x, [T, N, D].
  private func pass(_ x: Tensor<Scalar>) -> Pass {
    let affine = affine(x)
    var (gates, states) = (affine, Tensor<Scalar>([3, x.shape[0] + 1, x.shape[1], units]))
    advance(&gates, &states, samples: 0..<x.shape[1])
    return (affine, gates, states)
  }

  /// Takes some samples through the steps from `first` on.
  ///
  /// - Parameters:
  ///   - gates: W_ih·xₜ + b_ih + b_hh, which becomes ``Cache/gates``.
  ///   - states: ``Cache/states``, known up to `first`.
  ///   - changed: The units that take the first step, nil for all; where others stand after it is known.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func advance(
    _ gates: inout Tensor<Scalar>, _ states: inout Tensor<Scalar>, samples chosen: Range<Int>,
    from first: Int = 0, changed: Range<Int>? = nil
  ) {
    let (steps, samples, units) = (gates.shape[0], gates.shape[1], units)
    let (width, state) = (4 * units, samples * units)
    parameters.recurrentWeight.withElements { w in
      gates.withMutableElements { gates in
        states.withMutableElements { states in
          guard let w = w.baseAddress, let z = gates.baseAddress, let c = states.baseAddress
          else { return }
          let (tanhC, h) = (c + (steps + 1) * state, c + 2 * (steps + 1) * state)
          for t in first..<steps {
            let row = t * samples + chosen.lowerBound
            if t > 0 {
              Matrices(at: z + row * width, rows: chosen.count, columns: width).multiply(
                MatrixSeries(h + row * units, rows: chosen.count, columns: units, stride: 0),
                MatrixSeries(w, rows: units, columns: width, stride: 0, transposed: true),
                accumulate: true)
            }
            let moving = t == first ? changed ?? 0..<units : 0..<units
            Cores.forEachRange(of: chosen.count, cost: units * Self.costs.forward) { range in
              for n in range {
                let (row, next) = (row + n, row + samples + n)
                let i = z + row * width
                let (f, g, o) = (i + units, i + 2 * units, i + 3 * units)
                let (before, after) = (c + row * units, c + next * units)
                let (squashed, hidden) = (tanhC + next * units, h + next * units)
                for j in moving {
                  i[j] = Scalar.sigmoid(i[j])
                  f[j] = Scalar.sigmoid(f[j])
                  g[j] = Scalar.hyperbolicTangent(g[j])
                  o[j] = Scalar.sigmoid(o[j])
                  after[j] = f[j] * before[j] + i[j] * g[j]
                  squashed[j] = Scalar.hyperbolicTangent(after[j])
                  hidden[j] = o[j] * squashed[j]
                }
              }
            }
          }
        }
      }
    }
  }

  /// Writes the hₜ of some samples and steps, from ``Cache/states``, in the order of the output.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func write(
    _ states: Tensor<Scalar>, only region: OutputRegion,
    into part: UnsafeMutableBufferPointer<Scalar>
  ) {
    let (steps, samples, units) = (states.shape[1] - 1, states.shape[2], units)
    states.withElements { states in
      var place = 0
      for n in region.samples {
        for t in region.channels {
          let h = ((2 * (steps + 1) + t + 1) * samples + n) * units
          for j in 0..<units { part[place + j] = states[h + j] }
          place += units
        }
      }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, Parameters> {
    let (steps, samples, units) = (cache.gates.shape[0], cache.gates.shape[1], units)
    let (width, state) = (4 * units, samples * units)
    outputGradient.shape.requireOutput([samples, steps, units])
    // ∂L/∂hₜ, to which each step adds what comes back from the one after it.
    var dh = swapped(outputGradient)
    var dc = Tensor<Scalar>([samples, units])
    // Where the gates were: each dz is made of those in its own row and unit.
    var dz = cache.gates
    parameters.recurrentWeight.withElements { w in
      cache.states.withElements { states in
        dz.withMutableElements { dz in
          dh.withMutableElements { dh in
            dc.withMutableElements { dc in
              guard let w = w.baseAddress, let c = states.baseAddress, let dz = dz.baseAddress,
                let dh = dh.baseAddress, let dc = dc.baseAddress
              else { return }
              let tanhC = c + (steps + 1) * state
              for t in (0..<steps).reversed() {
                if t + 1 < steps {
                  Matrices(at: dh + t * state, rows: samples, columns: units).multiply(
                    MatrixSeries(
                      dz + (t + 1) * samples * width, rows: samples, columns: width, stride: 0),
                    MatrixSeries(w, rows: width, columns: units, stride: 0), accumulate: true)
                }
                Cores.forEachRange(of: samples, cost: units * Self.costs.backward) { range in
                  for n in range {
                    let (row, next) = (t * samples + n, (t + 1) * samples + n)
                    let dzi = dz + row * width
                    let (dzf, dzg, dzo) = (dzi + units, dzi + 2 * units, dzi + 3 * units)
                    let (before, squashed) = (c + row * units, tanhC + next * units)
                    let (dh, dc) = (dh + row * units, dc + n * units)
                    for j in 0..<units {
                      let (i, f, g, o, y) = (dzi[j], dzf[j], dzg[j], dzo[j], squashed[j])
                      let d = dc[j] + dh[j] * o * (1 - y) * (1 + y)
                      dzi[j] = d * g * i * (1 - i)
                      dzf[j] = d * before[j] * f * (1 - f)
                      dzg[j] = d * i * (1 - g) * (1 + g)
                      dzo[j] = dh[j] * y * o * (1 - o)
                      dc[j] = d * f
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    return gradients(dz, cache)
  }

  /// W_ih·xₜ + b_ih + b_hh of every row, [T, N, 4H].
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func affine(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let (rows, width) = (x.shape[0] * x.shape[1], 4 * units)
    return Tensor([x.shape[0], x.shape[1], width]) { z in
      parameters.inputBias.withElements { b in
        parameters.recurrentBias.withElements { d in
          guard rows > 0, let first = z.baseAddress else { return }
          for k in 0..<width { first[k] = b[k] + d[k] }
          for row in 1..<rows { (first + row * width).update(from: first, count: width) }
        }
      }
      Tensor.multiply(
        MatrixView(x, rows: rows, columns: inputs),
        MatrixView(parameters.inputWeight, rows: width, columns: inputs).transposed,
        into: z, accumulate: true)
    }
  }

  /// What follows from dz of every row, [T, N, 4H].
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func gradients(
    _ dz: Tensor<Scalar>, _ cache: Cache
  ) -> Gradients<Tensor<Scalar>, Parameters> {
    let (x, width, inputs, units) = (cache.input, 4 * units, inputs, units)
    let (rows, state) = (x.shape[0] * x.shape[1], x.shape[1] * units)
    let dzRows = MatrixView(dz, rows: rows, columns: width)
    let dx = Tensor<Scalar>(x.shape) { dx in
      Tensor.multiply(
        dzRows, MatrixView(parameters.inputWeight, rows: width, columns: inputs), into: dx)
    }
    let inputWeight = Tensor<Scalar>(parameters.inputWeight.shape) { dw in
      Tensor.multiply(dzRows.transposed, MatrixView(x, rows: rows, columns: inputs), into: dw)
    }
    var recurrentWeight = Tensor<Scalar>(parameters.recurrentWeight.shape)
    var bias = Tensor<Scalar>(parameters.inputBias.shape)
    dz.withElements { dz in
      recurrentWeight.withMutableElements { dw in
        cache.states.withElements { states in
          guard let dz = dz.baseAddress, let dw = dw.baseAddress, let c = states.baseAddress else {
            return
          }
          // h₀ … h_(T − 1), one before the h of each row of dz.
          let h = c + 2 * (rows * units + state)
          Matrices(at: dw, rows: width, columns: units).multiply(
            MatrixSeries(dz, rows: width, columns: rows, stride: 0, transposed: true),
            MatrixSeries(h, rows: rows, columns: units, stride: 0))
        }
      }
      bias.withMutableElements { db in
        for row in 0..<rows {
          for k in 0..<width { db[k] += dz[row * width + k] }
        }
      }
    }
    return Gradients(
      input: swapped(dx),
      parameters: Parameters(
        inputWeight: inputWeight, recurrentWeight: recurrentWeight, inputBias: bias,
        recurrentBias: bias))
  }

  /// [A, B, C] as [B, A, C].
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func swapped(_ tensor: Tensor<Scalar>) -> Tensor<Scalar> {
    let (a, b, c) = (tensor.shape[0], tensor.shape[1], tensor.shape[2])
    return Tensor([b, a, c]) { result in
      tensor.withElements { x in
        for i in 0..<a {
          for j in 0..<b {
            for k in 0..<c { result[(j * a + i) * c + k] = x[(i * b + j) * c + k] }
          }
        }
      }
    }
  }
}

// MARK: - Parts

extension LSTM: PartialForward {
  /// A number of x reaches its sample from its step on, one of W_hh every step but the first, where h₀ is
  /// 0, and another parameter everything.
  public func reach(
    of coordinate: LayerCoordinate, inputShape: Shape, in context: ForwardContext
  ) -> OutputRegion {
    let steps = inputShape[1]
    var region = OutputRegion(samples: 0..<inputShape[0], channels: 0..<steps, rows: 0..<units)
    switch coordinate {
    case .input(let offset):
      let (n, t) = (offset / inputs).quotientAndRemainder(dividingBy: steps)
      region.samples = n..<n + 1
      region.channels = t..<steps
    case .parameter(let slot, _):
      if slot == 1 { region.channels = min(1, steps)..<steps }
    }
    return region
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext, only region: OutputRegion,
    displaced coordinate: LayerCoordinate, into part: UnsafeMutableBufferPointer<Scalar>
  ) {
    let x = swapped(input)
    let known = known ?? pass(x)
    // The gate that a parameter belongs to, and with it the unit; a number of x belongs to all.
    let (gate, isRecurrent): (Int?, Bool) =
      switch coordinate {
      case .input: (nil, false)
      case .parameter(0, let offset): (offset / inputs, false)
      case .parameter(1, let offset): (offset / units, true)
      case .parameter(_, let offset): (offset, false)
      }
    var (gates, states) = (isRecurrent ? known.affine : affine(x), known.states)
    advance(
      &gates, &states, samples: region.samples, from: region.channels.lowerBound,
      changed: gate.map { $0 % units..<$0 % units + 1 })
    write(states, only: region, into: part)
  }

  public func prepared(for input: Tensor<Scalar>) -> Self {
    var prepared = self
    prepared.known = pass(swapped(input))
    return prepared
  }
}
