import GSL
import GradientChecking

/// relu(W₂·relu(W₁·x + b)), or with x added before the outer ReLU: as many kinks as hidden units.
struct ReLUNetwork: DifferentiableMap {
  private static let (inputs, hidden, outputs) = (7, 60, 5)

  let isResidual: Bool
  let isTraced: Bool
  /// By how much the gradient is wrong; 1 is right.
  let factor: Double
  private let x: [Double]
  private let first: [Double]
  private let second: [Double]
  private let bias: [Double]

  /// A random network whose hidden preactivations lie within `spread` of their kinks.
  init(
    seed: UInt64, spread: Double, isResidual: Bool, isTraced: Bool, factor: Double = 1
  ) {
    let (inputs, hidden, outputs) = (Self.inputs, Self.hidden, Self.outputs)
    let generator = RandomGenerator(seed: seed)
    let first = generator.normals(hidden * inputs, standardDeviation: 0.4)
    let x = generator.normals(inputs)
    bias = (0..<hidden).map { unit in
      let sum = x.indices.reduce(0) { $0 + first[unit * inputs + $1] * x[$1] }
      return spread * generator.uniform(in: -1...1) - sum
    }
    second = generator.normals(outputs * hidden)
    self.first = first
    self.x = x
    self.isResidual = isResidual
    self.isTraced = isTraced
    self.factor = factor
  }

  var variables: [Variable] { [Variable("x", values: x)] }

  /// Whether all outputs are dead, so that any factor leaves the gradient right.
  var isDead: Bool { evaluate(at: Point([x])).output.allSatisfy { $0 == 0 } }

  private func preactivations(_ x: [Double]) -> (hidden: [Double], output: [Double]) {
    let hidden = bias.indices.map { unit in
      x.indices.reduce(bias[unit]) { $0 + first[unit * Self.inputs + $1] * x[$1] }
    }
    let output = (0..<Self.outputs).map { j in
      hidden.indices.reduce(isResidual ? x[j] : 0) {
        $0 + second[j * Self.hidden + $1] * relu(hidden[$1])
      }
    }
    return (hidden, output)
  }

  /// How far x may move along an axis until a unit changes sides.
  func distanceToKink(along axis: Int) -> Double {
    let (hidden, output) = preactivations(x)
    let weights = hidden.indices.map { first[$0 * Self.inputs + axis] }
    let slopes = output.indices.map { j in
      hidden.indices.filter { hidden[$0] > 0 }.reduce(isResidual && j == axis ? 1 : 0) {
        $0 + second[j * Self.hidden + $1] * weights[$1]
      }
    }
    return zip(hidden + output, weights + slopes).map { ($0 / $1).magnitude }.min() ?? .infinity
  }

  func evaluate(at point: Point) -> Evaluation {
    let (hidden, output) = preactivations(point[0])
    let sites = [
      BranchSite("inner", hidden.map(sign(of:))), BranchSite("outer", output.map(sign(of:))),
    ]
    return Evaluation(output.map(relu), branches: isTraced ? sites : nil)
  }

  func pullback(of cotangent: [Double], at point: Point) -> Point {
    let (hidden, output) = preactivations(point[0])
    let outer = zip(cotangent, output).map { $1 > 0 ? $0 : 0 }
    var gradient = isResidual ? outer + [0, 0] : [Double](repeating: 0, count: Self.inputs)
    for unit in hidden.indices where hidden[unit] > 0 {
      let inner = outer.indices.reduce(0) { $0 + outer[$1] * second[$1 * Self.hidden + unit] }
      for i in gradient.indices { gradient[i] += inner * first[unit * Self.inputs + i] }
    }
    return Point([gradient.map { factor * $0 }])
  }
}
