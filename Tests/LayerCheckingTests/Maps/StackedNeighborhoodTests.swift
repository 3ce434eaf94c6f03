import Foundation
import GSL
import GradientChecking
import LayerChecking
import Layers
import Tensors
import Testing

@Suite("StackedNeighborhood")
struct StackedNeighborhoodTests {
  @Test("It evaluates as the whole network does", arguments: ForwardContext.Mode.allCases)
  func evaluations(mode: ForwardContext.Mode) throws {
    try expectPlainEvaluations(by: SmallModel.function(mode, of: Double.self), roundings: 32)
    try expectPlainEvaluations(by: SmallModel.function(mode, of: Float.self), roundings: 32)
  }

  private func check<Scalar: TensorScalar>(
    _ scalar: Scalar.Type, _ mode: ForwardContext.Mode
  ) throws {
    let function = SmallModel.function(mode, of: scalar)
    let point = Point(function.variables.map(\.values))
    var neighborhood = try function.neighborhood(of: point)
    for displacement in displacements(of: function) {
      var moved = point
      displacement.move(&moved[displacement.variable], by: 0.01)
      let expected = try SmallModel.value(mode, of: scalar, at: moved)
      let value = try neighborhood.evaluate(displacement, step: 0.01).output[0]
      #expect(abs(value - expected) <= 32 * function.precision.unitRoundoff * abs(expected))
    }
  }

  @Test("It evaluates as a network made anew does", arguments: ForwardContext.Mode.allCases)
  func reference(mode: ForwardContext.Mode) throws {
    try check(Double.self, mode)
    try check(Float.self, mode)
  }

  @Test("A copy goes its own way")
  func copies() throws {
    let function = SmallModel.function(.training, of: Double.self)
    let point = Point(function.variables.map(\.values))
    var one = try function.neighborhood(of: point)
    let displacement = Displacement(variable: 1, direction: .coordinate(2))
    let expected = try one.evaluate(displacement, step: 0.1).output
    var two = one
    _ = try two.evaluate(Displacement(variable: 1, direction: .coordinate(5)), step: 3)
    #expect(try one.evaluate(displacement, step: 0.1).output == expected)
    #expect(try two.evaluate(displacement, step: 0.1).output == expected)
  }

  @Test("A point that is not the function's own is the one evaluated near")
  func elsewhere() throws {
    let function = SmallModel.function(.training, of: Double.self)
    let point = Point(function.variables.map { $0.values.map { 0.9 * $0 + 0.1 } })
    var neighborhood = try function.neighborhood(of: point)
    for displacement in displacements(of: function) {
      var moved = point
      displacement.move(&moved[displacement.variable], by: 0.01)
      let expected = try SmallModel.value(.training, of: Double.self, at: moved)
      let value = try neighborhood.evaluate(displacement, step: 0.01).output[0]
      #expect(abs(value - expected) <= 1e-14 * abs(expected))
    }
  }

  @Test("The branches are those of the kinked layers, by name")
  func branches() throws {
    let function = SmallModel.function(.training, of: Double.self)
    let point = Point(function.variables.map(\.values))
    let sites = try #require(try function.evaluate(at: point).branches)
    let kinked = sites.filter { !$0.units.isEmpty }
    #expect(kinked.map(\.name) == ["relu", "pool"])
    #expect(kinked.map(\.units.count) == [3 * 3 * 6 * 5, 3 * 3 * 3 * 2])
  }

  /// A residual block of ten layers between two others, with dropout: everything that stacks.
  private func block(_ mode: ForwardContext.Mode) -> LayerMap<Double> {
    let generator = RandomGenerator(RandomKey(4))
    let network = Stack<Double>([
      .init("conv", Conv2D(3, 2, kernel: 3, padding: 1, from: generator)),
      .init("block", Residual(2, 4, from: generator)),
      .init("relu", ReLU()),
      .init("drop", Dropout(rate: 0.3)),
      .init("pool", MaxPool2D(kernel: 2)),
    ])
    let shape: Shape = [3, 3, 4, 6]
    return LayerMap(
      network, at: Tensor(shape, generator.normals(shape.count)),
      in: ForwardContext(mode, key: RandomKey(5)))
  }

  /// A residual block with parameters on both branches, between two layers that have some too.
  private func branches(_ mode: ForwardContext.Mode) -> LayerMap<Double> {
    let generator = RandomGenerator(RandomKey(7))
    func linear(_ inputs: Int, _ outputs: Int) -> Stack<Double>.Member {
      .init("linear", Linear(inputs, outputs, from: generator))
    }
    let network = Stack<Double>([
      linear(3, 4),
      .init(
        "sum",
        Residual(
          body: Stack([linear(4, 5), .init("relu", ReLU()), linear(5, 2)]),
          shortcut: Stack([.init("abs", LeakyReLU(slope: -1)), linear(4, 2)]))),
      .init("norm", BatchNorm(2)), linear(2, 3),
    ])
    return LayerMap(network, at: Tensor([4, 3], generator.normals(12)), in: ForwardContext(mode))
  }

  /// A network whose input goes into two branches, of which `shortcut` is one and the other begins with a
  /// layer that is evaluated in part.
  private func fork(
    _ mode: ForwardContext.Mode, _ shortcut: [Stack<Double>.Member]
  ) -> LayerMap<Double> {
    let generator = RandomGenerator(RandomKey(9))
    let conv = Conv2D<Double>(2, 2, kernel: 3, padding: 1, from: generator)
    let network = Stack<Double>([
      .init("sum", Residual(body: Stack([.init("conv", conv)]), shortcut: Stack(shortcut))),
      .init("norm", BatchNorm(2)), .init("relu", ReLU()),
    ])
    return LayerMap(
      network, at: Tensor([2, 2, 3, 3], generator.normals(36)), in: ForwardContext(mode))
  }

  @Test(
    "Points evaluated together are as each by itself, whatever they are displaced in",
    arguments: ForwardContext.Mode.allCases)
  func together(mode: ForwardContext.Mode) throws {
    let maps: [any DifferentiableMap] = [
      block(mode), branches(mode), fork(mode, []), fork(mode, [.init("relu", ReLU())]),
      fork(mode, [.init("norm", BatchNorm(2)), .init("relu", ReLU())]),
      SmallModel.function(mode, of: Double.self),
    ]
    for map in maps {
      let point = Point(map.variables.map(\.values))
      var own = try map.neighborhood(of: point)
      #expect(map.variables.indices.allSatisfy { own.stackSize(ofVariable: $0) > 1 })
      let moves = displacements(of: map).flatMap { [Move($0, by: 0.01), Move($0, by: -0.01)] }
      // Not in the order in which they join, and some of them alone.
      let shuffled = RandomGenerator(RandomKey(8)).permutation(moves.count).map { moves[$0] }
      for some in [shuffled, Array(shuffled.prefix(3)), [shuffled[5]]] {
        for (move, stacked) in zip(some, try own.evaluate(some)) {
          let position = move.displacement.variable
          let name = Comment(rawValue: map.variables[position].name)
          var moved = point
          move.displacement.move(&moved[position], by: move.step)
          let plain = try map.evaluate(at: moved)
          #expect(stacked.branches == plain.branches, name)
          #expect(stacked.output.count == plain.output.count, name)
          for (a, b) in zip(stacked.output, plain.output) {
            #expect(abs(a - b) <= 1e-12 * max(1, abs(b)), name)
          }
        }
      }
    }
  }

  /// A layer that takes its mean over the whole batch, whatever groups there are.
  private struct Centering: Layer {
    typealias Scalar = Double
    var description: String { "Centering" }

    func forward(
      _ input: Tensor<Double>, in context: ForwardContext
    ) throws(InputError) -> (output: Tensor<Double>, cache: Int) {
      let mean = input.elements.reduce(0, +) / Double(input.count)
      return (input.map { $0 - mean }, input.count)
    }

    func backward(_ gradient: Tensor<Double>, cache count: Int) -> Gradients<
      Tensor<Double>, NoTensors<Double>
    > {
      let mean = gradient.elements.reduce(0, +) / Double(count)
      return Gradients(input: gradient.map { $0 - mean })
    }
  }

  @Test("A layer that knows nothing of groups is evaluated without stacking, and passes")
  func groupless() throws {
    let generator = RandomGenerator(RandomKey(6))
    let network = Stack<Double>([
      .init("linear", Linear(4, 3, from: generator)), .init("centering", Centering()),
    ])
    let map = LayerMap(network, at: Tensor([5, 4], generator.normals(20)), in: .init(.training))
    let report = try GradientChecker().check(map, named: "network")
    #expect(report.isPassed)
    #expect(report.warnings.contains { $0.contains("shortcut") })
  }

  /// A layer whose output has one row, however many samples there are.
  private struct BatchMean: Layer {
    typealias Scalar = Double
    var description: String { "BatchMean" }

    func forward(
      _ input: Tensor<Double>, in context: ForwardContext
    ) throws(InputError) -> (output: Tensor<Double>, cache: Shape) {
      let (samples, features) = (input.shape[0], input.shape[1])
      let output = Tensor<Double>([1, features]) { y in
        for j in 0..<features {
          y[j] = (0..<samples).reduce(0) { $0 + input[$1 * features + j] } / Double(samples)
        }
      }
      return (output, input.shape)
    }

    func backward(_ gradient: Tensor<Double>, cache: Shape) -> Gradients<
      Tensor<Double>, NoTensors<Double>
    > {
      Gradients(
        input: Tensor<Double>(cache) { dx in
          for i in dx.indices { dx[i] = gradient[i % cache[1]] / Double(cache[0]) }
        })
    }
  }

  @Test("A layer that makes one row of a batch is evaluated without stacking, and passes")
  func oneRow() throws {
    let generator = RandomGenerator(RandomKey(8))
    let linear = Stack<Double>.Member("linear", Linear(4, 3, from: generator))
    let mean = Stack<Double>.Member("mean", BatchMean())
    for network in [
      Stack([linear, mean]), Stack([linear, mean, .init("tanh", Tanh())]),
      Stack([
        linear, .init("sum", Residual(body: Stack([mean]), shortcut: Stack([mean]))),
      ]),
    ] {
      let map = LayerMap(network, at: Tensor([5, 4], generator.normals(20)), in: .init(.training))
      let report = try GradientChecker().check(map, named: "network")
      #expect(report.isPassed, "\(report)")
      #expect(report.warnings.contains { $0.contains("shortcut") })
    }
  }

  @Test("The report is the same for any number of threads", arguments: ForwardContext.Mode.allCases)
  func threads(mode: ForwardContext.Mode) throws {
    func report(_ threads: Int) throws -> String {
      var configuration = CheckConfiguration()
      configuration.threads = threads
      let report = try GradientChecker(configuration).check(block(mode), named: "block")
      #expect(report.isPassed)
      #expect(report.warnings.isEmpty)
      return try report.jsonText()
    }
    #expect(try report(1) == report(2))
  }
}

extension GradientReport {
  fileprivate func jsonText() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
