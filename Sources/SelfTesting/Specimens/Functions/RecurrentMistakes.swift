import Foundation
import GradientChecking

/// An LSTM of two units over three steps, its gates without recurrent weights:
///
///     i, f, o = σ(wx + b), z = tanh(wx + b)    cₜ = f·cₜ₋₁ + i·z    hₜ = m·o·tanh cₜ
///
/// with a mask m each step. The outputs are every hₜ and the last c.
private struct Cell: Sendable {
  static let (steps, units) = (3, 2)
  static let mask: [[Double]] = [[2, 0], [2, 2], [0, 2]]

  /// What a mistaken pass does otherwise.
  var keepsLastCell = true
  var forgetBiasForAll = false
  var firstMaskForAll = false
  var stepsBack = Cell.steps

  private struct Step {
    let gates: [[Double]]  // i, f, o, z a unit
    let before, cell: [Double]
  }

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  private static func run(_ p: Point) -> [Step] {
    var steps: [Step] = []
    var cell = [Double](repeating: 0, count: units)
    for t in 0..<Cell.steps {
      let gates = (0..<4).map { gate in
        (0..<units).map { unit in
          let k = gate * units + unit
          let sum = p[1][k] * p[0][t * units + unit] + p[2][k]
          return gate == 3 ? tanh(sum) : sigmoid(sum)
        }
      }
      let before = cell
      cell = (0..<units).map { k -> Double in gates[1][k] * before[k] + gates[0][k] * gates[3][k] }
      steps.append(Step(gates: gates, before: before, cell: cell))
    }
    return steps
  }

  static func outputs(_ p: Point) -> [Double] {
    let steps = run(p)
    return steps.enumerated().flatMap { t, step in
      (0..<units).map { mask[t][$0] * step.gates[2][$0] * tanh(step.cell[$0]) }
    } + (steps.last?.cell ?? [])
  }

  func pullback(_ u: [Double], _ p: Point) -> Point {
    let (steps, units) = (Cell.run(p), Cell.units)
    var gradient = Point([
      [Double](repeating: 0, count: Cell.steps * units), [Double](repeating: 0, count: 4 * units),
      [Double](repeating: 0, count: 4 * units),
    ])
    for unit in 0..<units {
      var dc = keepsLastCell ? u[Cell.steps * units + unit] : 0
      for t in (0..<Cell.steps).reversed().prefix(stepsBack) {
        let step = steps[t]
        let (i, f, o, z) = (
          step.gates[0][unit], step.gates[1][unit], step.gates[2][unit], step.gates[3][unit]
        )
        let dh = u[t * units + unit] * Cell.mask[firstMaskForAll ? 0 : t][unit]
        let y = tanh(step.cell[unit])
        dc += dh * o * (1 - y * y)
        let sums = [
          dc * z * i * (1 - i), dc * step.before[unit] * f * (1 - f), dh * y * o * (1 - o),
          dc * i * (1 - z * z),
        ]
        for (gate, sum) in sums.enumerated() {
          let k = gate * units + unit
          gradient[0][t * units + unit] += sum * p[1][k]
          gradient[1][k] += sum * p[0][t * units + unit]
          gradient[2][k] += forgetBiasForAll ? sums[1] : sum
        }
        dc *= f
      }
    }
    return gradient
  }
}

extension Specimen {
  /// Mistakes on the way back through time.
  static var recurrent: [Specimen] {
    var mistakes = FunctionMistakes(
      "lstm", of: .random("input", [3, 2], seed: 1),
      .random("weight", [4, 2], role: .parameter, seed: 2),
      .random("bias", [4, 2], role: .parameter, seed: 3), is: { Cell.outputs($0) },
      pullback: { u, p in Cell().pullback(u, p) },
      knowing: { _, _, facts in
        facts.outputShape = [4, 2]
        facts.outputAxes = ["step", "unit"]
        facts.axes = [
          "input": ["step", "unit"], "weight": ["gate", "unit"], "bias": ["gate", "unit"],
        ]
      })
    mistakes.add(
      "the last cell's gradient dropped", .place("step 3 left out"), in: "input", "weight", "bias",
      seen: "deeplearning4j#8838"
    ) { u, p in Cell(keepsLastCell: false).pullback(u, p)
    }
    mistakes.add(
      "the forget gate's bias gradient for all gates", .layout("gate 1 for all"), in: "bias",
      seen: "learn_dl#53"
    ) { u, p in Cell(forgetBiasForAll: true).pullback(u, p)
    }
    mistakes.add(
      "the first mask for every step", .layout("step 0"), in: "input", "weight", "bias",
      seen: "haste#43"
    ) { u, p in Cell(firstMaskForAll: true).pullback(u, p)
    }
    mistakes.add(
      "the first step left out", .place("input, 0 along axis 0"), in: "input", "weight", "bias"
    ) {
      u, p in
      Cell(stepsBack: 2).pullback(u, p)
    }
    return mistakes.specimens
  }
}
