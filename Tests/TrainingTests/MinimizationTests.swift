import GSL
import Layers
import Tensors
import Testing
import Training

@Suite struct MinimizationTests {
  /// ½xᵀAx − bᵀx, or Rosenbrock's valley; `slip` is added to one number of the gradient, times the other.
  static func problem(_ name: String, slip: Double = 0) -> ObjectiveFunction {
    ObjectiveFunction { x in
      if name == "rosenbrock" {
        let valley = x[1] - x[0] * x[0]
        return (
          (1 - x[0]) * (1 - x[0]) + 100 * valley * valley,
          [-2 * (1 - x[0]) - 400 * x[0] * valley + slip * x[1], 200 * valley]
        )
      }
      let (matrix, offset) = ([[3, 0.5, -0.2], [0.5, 1, 0.3], [-0.2, 0.3, 0.4]], [1, -2, 0.5])
      var (value, gradient) = (0.0, [Double](repeating: 0, count: 3))
      for i in 0..<3 {
        let product = (0..<3).reduce(0) { $0 + matrix[i][$1] * x[$1] }
        gradient[i] = product - offset[i]
        value += x[i] * (product / 2 - offset[i])
      }
      gradient[0] += slip * x[1]
      return (value, gradient)
    }
  }

  @Test(arguments: TrainingReferences.stored.lbfgs.indices)
  func `L-BFGS with a fixed step goes where PyTorch's goes`(position: Int) throws {
    let walk = TrainingReferences.stored.lbfgs[position]
    var method = LBFGS()
    method.memory = walk.memory
    method.lineSearch = .fixed(walk.rate)
    method.limit = walk.places.count
    method.tolerance = 0
    var places: [[Double]] = []
    _ = try method.minimize(Self.problem(walk.problem), from: walk.start) { places.append($0) }
    #expect(places.count == walk.places.count)
    for (ours, theirs) in zip(places, walk.places) {
      for (a, b) in zip(ours, theirs) { #expect(abs(a - b) <= 1e-10 * max(1, abs(b))) }
    }
  }

  @Test(arguments: ["quadratic", "rosenbrock"])
  func `both methods find the minimum`(name: String) throws {
    let start = name == "rosenbrock" ? [-1.2, 1] : [0.3, -0.7, 1.9]
    let newton = try Newton().minimize(Self.problem(name), from: start)
    let lbfgs = try LBFGS().minimize(Self.problem(name), from: start)
    #expect(newton.isConverged && lbfgs.isConverged)
    // A quadratic takes one step of Newton's, but for the differences' rounding.
    #expect(name == "rosenbrock" || newton.steps <= 2)
    for (a, b) in zip(newton.point, lbfgs.point) { #expect(abs(a - b) < 1e-6) }
    if name == "rosenbrock" { #expect(newton.point.allSatisfy { abs($0 - 1) < 1e-7 }) }
  }

  @Test func `a wrong gradient has a Hessian that is not symmetric, a right one has not`() throws {
    for name in ["quadratic", "rosenbrock"] {
      let x = name == "rosenbrock" ? [-1.2, 1] : [0.3, -0.7, 1.9]
      #expect(try Newton().asymmetry(of: Self.problem(name), at: x) < 1e-8)
      #expect(try Newton().asymmetry(of: Self.problem(name, slip: 1), at: x) > 1e-4)
    }
  }

  @Test func `along a wrong gradient nothing is found`() throws {
    // The gradient of −f.
    let uphill = ObjectiveFunction { x in (x[0] * x[0], [-2 * x[0]]) }
    let minimum = try LBFGS().minimize(uphill, from: [1])
    #expect(!minimum.isConverged && minimum.steps == 0)
  }

  @Test func `a small network's loss is brought to its minimum, and its Hessian is symmetric`()
    throws
  {
    let generator = RandomGenerator(seed: 3)
    let network = Stack<Double>([
      .init("fc1", Linear(2, 3, from: generator)), .init("tanh", Tanh()),
      .init("fc2", Linear(3, 2, from: generator)),
    ])
    let input = Tensor<Double>([6, 2], generator.normals(12))
    let function = ObjectiveFunction(
      network, MeanSquaredError(), at: input, target: Tensor([6, 2], generator.normals(12)))
    let start = network.numbers
    #expect(start.count == 17)
    #expect(try Newton().asymmetry(of: function, at: start) < 1e-7)
    let first = try function.evaluate(start).value
    let minimum = try LBFGS().minimize(function, from: start)
    #expect(minimum.value < 0.7 * first)
    // Looking around without a gradient does worse with as many tries.
    let local = try WeightSearch.local(
      function, from: start, tries: 100, standardDeviation: 0.1, key: RandomKey(1))
    let random = try WeightSearch.random(
      function, dimensions: 17, tries: 100, standardDeviation: 0.5, key: RandomKey(1))
    #expect(local.value <= first)
    #expect(minimum.value < local.value && minimum.value < random.value)
  }
}
