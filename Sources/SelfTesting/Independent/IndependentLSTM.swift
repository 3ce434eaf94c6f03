import Foundation
import Layers
import Tensors

/// Backpropagation through time by hand, for x [N, T, D] and H units.
struct LSTMLoops: Sendable {
  /// Whether dc goes on from step t + 1 to step t.
  var carriesCell = true
  /// Whether dW_hh takes h of its own step for that of the step before.
  var isLate = false

  typealias Pass = MistakenLayer<LSTM<Double>>.Pass

  /// One step of one sample.
  private struct Step {
    let i, f, g, o, before, after: [Double]
  }

  func backward(_ pass: Pass) -> Gradients<Tensor<Double>, LSTM<Double>.Parameters> {
    let parameters = pass.layer.parameters
    let (wx, wh) = (parameters.inputWeight, parameters.recurrentWeight)
    let (steps, units, inputs) = (pass.input.shape[1], wh.shape[1], wx.shape[1])
    var gradients = pass.right
    var dx = Tensor<Double>(pass.input.shape)
    var (dwx, dwh) = (Tensor<Double>(wx.shape), Tensor<Double>(wh.shape))
    var db = Tensor<Double>([4 * units])
    for n in 0..<pass.input.shape[0] {
      let run = forward(pass, sample: n)
      var dc = [Double](repeating: 0, count: units)
      var later = [Double](repeating: 0, count: 4 * units)
      for t in (0..<steps).reversed() {
        let step = run[t]
        var dz = [Double](repeating: 0, count: 4 * units)
        for j in 0..<units {
          let dh = pass.gradient[[n, t, j]] + sum(0..<4 * units) { wh[[$0, j]] * later[$0] }
          let (i, f, g, o, y) = (step.i[j], step.f[j], step.g[j], step.o[j], tanh(step.after[j]))
          let d = dc[j] + dh * o * (1 - y * y)
          dz[j] = d * g * i * (1 - i)
          dz[units + j] = d * step.before[j] * f * (1 - f)
          dz[2 * units + j] = d * i * (1 - g * g)
          dz[3 * units + j] = dh * y * o * (1 - o)
          dc[j] = carriesCell ? d * f : 0
        }
        for k in 0..<4 * units {
          db[k] += dz[k]
          for d in 0..<inputs {
            dx.accumulate(dz[k] * wx[[k, d]], at: [n, t, d])
            dwx.accumulate(dz[k] * pass.input[[n, t, d]], at: [k, d])
          }
          let source = isLate ? t : t - 1
          guard source >= 0 else { continue }
          for j in 0..<units {
            dwh.accumulate(dz[k] * pass.output[[n, source, j]], at: [k, j])
          }
        }
        later = dz
      }
    }
    gradients.input = dx
    gradients.parameters.inputWeight = dwx
    gradients.parameters.recurrentWeight = dwh
    gradients.parameters.inputBias = db
    gradients.parameters.recurrentBias = db
    return gradients
  }

  private func forward(_ pass: Pass, sample n: Int) -> [Step] {
    let p = pass.layer.parameters
    let (units, inputs) = (p.recurrentWeight.shape[1], p.inputWeight.shape[1])
    var cell = [Double](repeating: 0, count: units)
    var hidden = cell
    return (0..<pass.input.shape[1]).map { t in
      let z = (0..<4 * units).map { k in
        p.inputBias[k] + p.recurrentBias[k]
          + sum(0..<inputs) { p.inputWeight[[k, $0]] * pass.input[[n, t, $0]] }
          + sum(0..<units) { p.recurrentWeight[[k, $0]] * hidden[$0] }
      }
      let gates = z.map { 1 / (1 + exp(-$0)) }
      let g = z[2 * units..<3 * units].map { tanh($0) }
      let (i, f, o) = (
        Array(gates[..<units]), Array(gates[units..<2 * units]), Array(gates[(3 * units)...])
      )
      let before = cell
      cell = (0..<units).map { k -> Double in f[k] * before[k] + i[k] * g[k] }
      hidden = (0..<units).map { o[$0] * tanh(cell[$0]) }
      return Step(i: i, f: f, g: g, o: o, before: before, after: cell)
    }
  }
}

extension Specimen {
  static var independentLSTM: [Specimen] {
    let layer = LSTM<Double>(
      inputWeight: .random([8, 3], seed: 131, scale: 0.7),
      recurrentWeight: .random([8, 2], seed: 132, scale: 0.7),
      inputBias: .random([8], seed: 133), recurrentBias: .random([8], seed: 134))
    var lstm = LayerMistakes("lstm", layer, at: .random([3, 5, 3], seed: 135))
    lstm.add(
      "gradient of the cell not carried from a step to the one before",
      .missing("dc of the next step"), in: "input", "weight_ih", "weight_hh", "bias_ih",
      "bias_hh", dilutable: false
    ) { pass in LSTMLoops(carriesCell: false).backward(pass) }
    lstm.add(
      "dW_hh from h of the same step instead of the step before", .place("one step late"),
      in: "weight_hh", dilutable: false
    ) { pass in LSTMLoops(isLate: true).backward(pass) }
    lstm.add(
      "parameter gradients stored in the gate order i, f, o, g", .layout("gates g and o swapped"),
      in: "weight_ih", "weight_hh", "bias_ih", "bias_hh", dilutable: false
    ) { pass in
      var gradients = pass.right
      for slot in 0..<4 {
        let right = gradients.parameters[slot: slot]
        let (block, e) = (right.count / 4, right.elements)
        var swapped = Array(e[..<(2 * block)])
        swapped += e[(3 * block)...]
        swapped += e[(2 * block)..<(3 * block)]
        gradients.parameters[slot: slot] = Tensor(right.shape, swapped)
      }
      return gradients
    }
    lstm.add(
      "second bias never given a gradient", .zero("bias_hh"), in: "bias_hh", dilutable: false
    ) { pass in pass.parameter(\.recurrentBias, Tensor([8])) }
    return lstm.specimens
  }
}
