import GSL
import Layers
import Tensors
import Training

/// Two tensors of parameters, of different sizes: what is kept for one must not serve the other.
struct TwoTensors<Scalar: TensorScalar>: TensorGroup {
  var first: Tensor<Scalar>
  var second: Tensor<Scalar>

  var slots: [TensorSlot] {
    [TensorSlot("first", role: .weight), TensorSlot("second", role: .weight)]
  }

  subscript(slot position: Int) -> Tensor<Scalar> {
    get { position == 0 ? first : second }
    _modify { if position == 0 { yield &first } else { yield &second } }
  }

  var elements: [Double] { (first.elements + second.elements).map { Double($0) } }
}

/// Walks an optimizer down a bowl, and compares each of its steps with the formula that defines it.
struct TrajectoryCheck: Sendable {
  let formula: UpdateFormula
  let rate: Double
  private let curvatures: [Double]
  private let target: [Double]
  private let start: [Double]

  private static let steps = 8
  /// The number of parameters.
  static let count = 7

  /// A check on the bowl of a seed.
  init(_ formula: UpdateFormula, rate: Double, seed: UInt64) {
    self.formula = formula
    self.rate = rate
    let generator = RandomGenerator(seed: seed)
    curvatures = (0..<Self.count).map { _ in generator.uniform(in: 0.2...3) }
    target = generator.normals(Self.count)
    start = generator.normals(Self.count)
  }

  /// The largest distance of a step from where it should lead, relative to the step; `alter` may
  /// change where each step leads.
  func error<O: Optimizer>(
    of optimizer: O,
    alter: (
      _ rate: Double, _ before: TwoTensors<O.Scalar>, _ gradient: TwoTensors<O.Scalar>,
      _ after: inout TwoTensors<O.Scalar>
    ) -> Void = { _, _, _, _ in }
  ) -> Double {
    var optimizer = optimizer
    var theta: TwoTensors<O.Scalar> = group(start)
    var history = [[Double]](repeating: [], count: Self.count)
    var worst = 0.0
    for step in 0..<Self.steps {
      // A schedule drops the rate: what has been remembered must not hold the old one.
      let rate = step < 4 ? rate : rate / 4
      optimizer.learningRate = O.Scalar(rate)
      let before = theta
      let places = before.elements
      let gradient: TwoTensors<O.Scalar> = group(
        places.indices.map { curvatures[$0] * (places[$0] - target[$0]) })
      for (i, g) in gradient.elements.enumerated() { history[i].append(g) }
      optimizer.update(&theta, gradient: gradient)
      alter(rate, before, gradient, &theta)
      for (i, place) in theta.elements.enumerated() {
        let expected = formula.step(from: places[i], gradients: history[i], rate: rate)
        let move = max((expected - places[i]).magnitude, (place - places[i]).magnitude)
        if move > 0 { worst = max(worst, (place - expected).magnitude / move) }
      }
    }
    return worst
  }

  private func group<Scalar>(_ values: [Double]) -> TwoTensors<Scalar> {
    let values = values.map { Scalar($0) }
    return TwoTensors(
      first: Tensor([3], Array(values[..<3])), second: Tensor([2, 2], Array(values[3...])))
  }
}
