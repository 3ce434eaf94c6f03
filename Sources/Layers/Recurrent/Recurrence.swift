import Tensors

/// The loop over time of a recurrent layer, and the way back.
///
/// Not of the cell's own type, for each of which it would run unspecialized.
struct Recurrence<Scalar: TensorScalar> {
  let cell: any RecurrentCell<Scalar>
  let parameters: RecurrentParameters<Scalar>

  /// Everything step by step, [T, N, …], so that the rows of one step lie together.
  struct Pass: Sendable {
    /// x, for dW_ih.
    let input: Tensor<Scalar>
    /// W_ih·xₜ + b_ih, and b_hh where it does not come apart, [T, N, G·H].
    let affine: Tensor<Scalar>
    /// What the steps leave in it, for dz.
    var gates: Tensor<Scalar>
    /// W_hh·hₜ₋₁ + b_hh where it comes apart, else nothing; for du.
    var recurrent: Tensor<Scalar>
    /// The states before the first step and after each, then what is kept besides: [S, T + 1, N, H].
    var states: Tensor<Scalar>
    /// Whether the first states are given, not zeros.
    let isContinued: Bool

    var steps: Int { gates.shape[0] }
    var samples: Int { gates.shape[1] }
  }

  private var units: Int { parameters.units }
  private var width: Int { cell.gates * units }

  /// All steps of x, [T, N, D].
  func pass(_ x: Tensor<Scalar>, from initial: [Tensor<Scalar>] = []) -> Pass {
    let affine = affine(x)
    let (steps, samples) = (x.shape[0], x.shape[1])
    var states = Tensor<Scalar>([cell.states.count + cell.notes, steps + 1, samples, units])
    for (position, state) in initial.enumerated() {
      let start = position * (steps + 1) * samples * units
      states.withMutableElements { all in
        state.withElements { _ = all[start..<start + $0.count].update(fromContentsOf: $0) }
      }
    }
    var pass = Pass(
      input: x, affine: affine, gates: affine,
      recurrent: Tensor(cell.isRecurrentApart ? affine.shape : [0]), states: states,
      isContinued: !initial.isEmpty)
    advance(
      &pass.gates, &pass.recurrent, &pass.states, isContinued: pass.isContinued,
      samples: 0..<samples)
    return pass
  }

  /// Takes some samples through the steps from `first` on.
  ///
  /// - Parameters:
  ///   - gates: ``Pass/affine``, which becomes ``Pass/gates``.
  ///   - states: ``Pass/states``, known up to `first`.
  ///   - changed: The units that take the first step, nil for all; where others stand after it is known.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func advance(
    _ gates: inout Tensor<Scalar>, _ recurrent: inout Tensor<Scalar>,
    _ states: inout Tensor<Scalar>, isContinued: Bool, samples chosen: Range<Int>,
    from first: Int = 0, changed: Range<Int>? = nil
  ) {
    let (steps, samples, units, width) = (gates.shape[0], gates.shape[1], units, width)
    let (track, cell) = ((steps + 1) * samples * units, cell)
    let isApart = cell.isRecurrentApart
    let bias = parameters.recurrentBias
    parameters.recurrentWeight.withElements { w in
      gates.withMutableElements { gates in
        recurrent.withMutableElements { recurrent in
          states.withMutableElements { states in
            guard let w = w.baseAddress, let z = gates.baseAddress, let s = states.baseAddress
            else { return }
            let u = recurrent.baseAddress ?? z
            for t in first..<steps {
              let row = t * samples + chosen.lowerBound
              let product = (isApart ? u : z) + row * width
              if isApart {
                for n in 0..<chosen.count {
                  bias.withElements {
                    (product + n * width).update(from: $0.baseAddress!, count: width)
                  }
                }
              }
              if t > 0 || isContinued {
                Matrices(at: product, rows: chosen.count, columns: width).multiply(
                  MatrixSeries(s + row * units, rows: chosen.count, columns: units, stride: 0),
                  MatrixSeries(w, rows: units, columns: width, stride: 0, transposed: true),
                  accumulate: true)
              }
              let moving = t == first ? changed ?? 0..<units : 0..<units
              // About five exponentials and their divisions a unit.
              Cores.forEachRange(of: chosen.count, cost: 16 * width) { range in
                for n in range {
                  let row = row + n
                  cell.step(
                    moving, Blocks(z + row * width, stride: units),
                    Blocks(u + row * width, stride: units),
                    from: Blocks(s + row * units, stride: track),
                    to: Blocks(s + (row + samples) * units, stride: track))
                }
              }
            }
          }
        }
      }
    }
  }

  /// The gradients for those of every hₜ, [N, T, H], and of the states after the last step.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func backward(
    _ outputGradient: Tensor<Scalar>, _ final: [Tensor<Scalar>], _ pass: Pass
  ) -> (input: Tensor<Scalar>, initial: [Tensor<Scalar>], parameters: RecurrentParameters<Scalar>) {
    let (steps, samples, units, width) = (pass.steps, pass.samples, units, width)
    let (state, track, cell) = (samples * units, (steps + 1) * samples * units, cell)
    let (isContinued, isApart) = (pass.isContinued, cell.isRecurrentApart)
    outputGradient.shape.requireOutput([samples, steps, units])
    // ∂L/∂h₀, then ∂L/∂hₜ, to which each step adds what comes back from the one after it.
    var dh = Tensor<Scalar>([steps + 1, samples, units])
    outputGradient.swap(into: &dh, from: state)
    var dc = Tensor<Scalar>([cell.states.count - 1, samples, units])
    for (position, gradient) in final.enumerated() {
      if position == 0 {
        dh.add(gradient, from: steps * state)
      } else {
        dc.add(gradient, from: (position - 1) * state)
      }
    }
    // Where the gates were: each dz is made of those in its own row and unit.
    var (dz, du) = (pass.gates, pass.recurrent)
    parameters.recurrentWeight.withElements { w in
      pass.states.withElements { states in
        dz.withMutableElements { dz in
          du.withMutableElements { du in
            dh.withMutableElements { dh in
              dc.withMutableElements { dc in
                guard let w = w.baseAddress, let states = states.baseAddress,
                  let dz = dz.baseAddress, let dh = dh.baseAddress
                else { return }
                // Only read.
                let s = UnsafeMutablePointer(mutating: states)
                let du = du.baseAddress ?? dz
                let dc = dc.baseAddress ?? dh
                for t in ((isContinued ? -1 : 0)..<steps).reversed() {
                  if t + 1 < steps {
                    Matrices(at: dh + (t + 1) * state, rows: samples, columns: units).multiply(
                      MatrixSeries(
                        (isApart ? du : dz) + (t + 1) * samples * width, rows: samples,
                        columns: width, stride: 0),
                      MatrixSeries(w, rows: width, columns: units, stride: 0), accumulate: true)
                  }
                  guard t >= 0 else { continue }
                  Cores.forEachRange(of: samples, cost: 4 * width) { range in
                    for n in range {
                      let row = t * samples + n
                      let h = dh + row * units
                      cell.stepBack(
                        0..<units, Blocks(dz + row * width, stride: units),
                        Blocks(du + row * width, stride: units),
                        from: Blocks(s + row * units, stride: track),
                        to: Blocks(s + (row + samples) * units, stride: track), h + state, h,
                        Blocks(dc + n * units, stride: state))
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    let initial = (0..<(isContinued ? cell.states.count : 0)).map { position in
      position == 0
        ? dh.slice([samples, units], from: 0)
        : dc.slice([samples, units], from: (position - 1) * state)
    }
    let (input, parameters) = gradients(dz, isApart ? du : dz, pass)
    return (input, initial, parameters)
  }

  /// W_ih·xₜ + b_ih of every row, and b_hh where it does not come apart, [T, N, G·H].
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func affine(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let (rows, width, inputs) = (x.shape[0] * x.shape[1], width, parameters.inputs)
    let isApart = cell.isRecurrentApart
    return Tensor([x.shape[0], x.shape[1], width]) { z in
      parameters.inputBias.withElements { b in
        parameters.recurrentBias.withElements { d in
          guard rows > 0, let first = z.baseAddress else { return }
          for k in 0..<width { first[k] = isApart ? b[k] : b[k] + d[k] }
          for row in 1..<rows { (first + row * width).update(from: first, count: width) }
        }
      }
      Tensor.multiply(
        MatrixView(x, rows: rows, columns: inputs),
        MatrixView(parameters.inputWeight, rows: width, columns: inputs).transposed,
        into: z, accumulate: true)
    }
  }

  /// What follows from dz and du of every row, [T, N, G·H].
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func gradients(
    _ dz: Tensor<Scalar>, _ du: Tensor<Scalar>, _ pass: Pass
  ) -> (input: Tensor<Scalar>, parameters: RecurrentParameters<Scalar>) {
    let (x, width, inputs, units) = (pass.input, width, parameters.inputs, units)
    let rows = x.shape[0] * x.shape[1]
    let dzRows = MatrixView(dz, rows: rows, columns: width)
    let dx = Tensor<Scalar>(x.shape) { dx in
      Tensor.multiply(
        dzRows, MatrixView(parameters.inputWeight, rows: width, columns: inputs), into: dx)
    }
    let inputWeight = Tensor<Scalar>(parameters.inputWeight.shape) { dw in
      Tensor.multiply(dzRows.transposed, MatrixView(x, rows: rows, columns: inputs), into: dw)
    }
    var recurrentWeight = Tensor<Scalar>(parameters.recurrentWeight.shape)
    du.withElements { du in
      recurrentWeight.withMutableElements { dw in
        pass.states.withElements { states in
          guard let du = du.baseAddress, let dw = dw.baseAddress, let h = states.baseAddress else {
            return
          }
          // h₀ … h_(T − 1), one before the h of each row of du.
          Matrices(at: dw, rows: width, columns: units).multiply(
            MatrixSeries(du, rows: width, columns: rows, stride: 0, transposed: true),
            MatrixSeries(h, rows: rows, columns: units, stride: 0))
        }
      }
    }
    let inputBias = rowSum(dz, rows)
    return (
      dx,
      RecurrentParameters(
        inputWeight: inputWeight, recurrentWeight: recurrentWeight, inputBias: inputBias,
        recurrentBias: cell.isRecurrentApart ? rowSum(du, rows) : inputBias)
    )
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func rowSum(_ dz: Tensor<Scalar>, _ rows: Int) -> Tensor<Scalar> {
    let width = width
    var sum = Tensor<Scalar>([width])
    sum.withMutableElements { db in
      dz.withElements { dz in
        for row in 0..<rows {
          for k in 0..<width { db[k] += dz[row * width + k] }
        }
      }
    }
    return sum
  }

  /// Writes the hₜ of some samples and steps in the order of an output [N, T, H].
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func write(
    _ states: Tensor<Scalar>, samples chosen: Range<Int>, steps: Range<Int>,
    into part: UnsafeMutableBufferPointer<Scalar>
  ) {
    let (samples, units) = (states.shape[2], units)
    states.withElements { states in
      var place = 0
      for n in chosen {
        for t in steps {
          let h = ((t + 1) * samples + n) * units
          for j in 0..<units { part[place + j] = states[h + j] }
          place += units
        }
      }
    }
  }

  /// Every hₜ, [N, T, H].
  func output(_ pass: Pass) -> Tensor<Scalar> {
    let (samples, steps) = (pass.samples, pass.steps)
    return Tensor([samples, steps, units]) {
      write(pass.states, samples: 0..<samples, steps: 0..<steps, into: $0)
    }
  }

  /// The states after the last step, each [N, H].
  func final(_ pass: Pass) -> [Tensor<Scalar>] {
    let (samples, steps) = (pass.samples, pass.steps)
    return cell.states.indices.map { position in
      pass.states.slice(
        [samples, units], from: (position * (steps + 1) + steps) * samples * units)
    }
  }
}

extension Tensor {
  /// [A, B, C] as [B, A, C].
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func swapped() -> Tensor {
    var result = Tensor([shape[1], shape[0], shape[2]])
    swap(into: &result, from: 0)
    return result
  }

  /// Writes [A, B, C] as [B, A, C] behind so many elements of another tensor.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  fileprivate func swap(into result: inout Tensor, from start: Int) {
    let (a, b, c) = (shape[0], shape[1], shape[2])
    result.withMutableElements { result in
      withElements { x in
        for i in 0..<a {
          for j in 0..<b {
            let (target, source) = (start + (j * a + i) * c, (i * b + j) * c)
            for k in 0..<c { result[target + k] = x[source + k] }
          }
        }
      }
    }
  }

  /// Adds to the elements behind so many.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  fileprivate mutating func add(_ other: Tensor, from start: Int) {
    withMutableElements { x in
      other.withElements { y in
        for i in 0..<y.count { x[start + i] += y[i] }
      }
    }
  }

  /// The elements behind so many, in a shape of their own.
  fileprivate func slice(_ shape: Shape, from start: Int) -> Tensor {
    Tensor(shape, Array(elements[start..<start + shape.count]))
  }
}
