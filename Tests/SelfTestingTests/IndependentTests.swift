import GSL
import GradientChecking
import Layers
import Tensors
import Testing

@testable import SelfTesting

@Suite struct IndependentTests {
  @Test func `there are many, each with a name of its own`() {
    let names = Specimen.independent.map(\.id)
    #expect(names.count >= 40)
    #expect(Set(names).count == names.count)
  }

  @Test(arguments: Specimen.independent)
  func `each is refuted`(specimen: Specimen) throws {
    var configuration = CheckConfiguration()
    configuration.namesMistakes = false
    let report = try GradientChecker(configuration).check(specimen.wrong(), named: specimen.id)
    #expect(!report.isPassed)
  }

  @Test(arguments: Specimen.independent)
  func `each has a right gradient that passes`(specimen: Specimen) throws {
    var configuration = CheckConfiguration()
    configuration.namesMistakes = false
    let right = try #require(specimen.right)
    #expect(try GradientChecker(configuration).check(right, named: specimen.id).isPassed)
  }

  @Test(arguments: Specimen.independent)
  func `each is wrong in the blocks it names, and in no other`(specimen: Specimen) throws {
    let right = try #require(specimen.right)
    let wrong = specimen.wrong()
    let point = Point(right.variables.map(\.values))
    let outputs = try right.evaluate(at: point).output.count
    // What some remember goes wrong from the second call on.
    var names: Set<String> = []
    for seed in 1...2 {
      let cotangent = RandomGenerator(seed: UInt64(seed)).normals(outputs)
      let elsewhere = Point(point.blocks.map { $0.map { $0 + 0.01 * Double(seed - 1) } })
      let (a, b) = (
        try wrong.pullback(of: cotangent, at: elsewhere),
        try right.pullback(of: cotangent, at: elsewhere)
      )
      for (variable, values) in zip(right.variables, zip(a.blocks, b.blocks)) {
        let isWrong = zip(values.0, values.1).contains {
          !(($0 - $1).magnitude <= 1e-9 * max(1, $1.magnitude))
        }
        if isWrong { names.insert(variable.name) }
      }
    }
    #expect(names == Set(specimen.culprits))
  }

  @Test func `loops that leave nothing out give the right gradient`() throws {
    let x = Tensor<Double>.random([2, 2, 6, 5], seed: 3)
    let convolution = Conv2D<Double>(
      weight: .random([3, 2, 3, 2], seed: 1), bias: .random([3], seed: 2),
      stride: Extent(2, 1), padding: 1, dilation: Extent(1, 2))
    let loops = ConvolutionLoops(stride: Extent(2, 1), padding: 1, dilation: Extent(1, 2))
    try expectRight(convolution, at: x) { pass in
      var gradients = pass.right
      gradients.input = loops.inputGradient(pass)
      gradients.parameters.weight = loops.weightGradient(pass)
      return gradients
    }
    try expectRight(BatchNorm<Double>(gamma: .random([2], seed: 4), beta: Tensor([2])), at: x) {
      pass in
      pass.eachChannel {
        $0.gradient(less: $0.gradientSum / $0.count, slope: $0.slopeSum / $0.count)
      }
    }
    let pool = PoolingLoops(kernel: 3, stride: 2)
    try expectRight(MaxPool2D<Double>(kernel: 3, stride: 2), at: x) { pass in
      var dx = Tensor<Double>(x.shape)
      for out in 0..<pass.output.count {
        let at = pass.output.shape.index(ofOffset: out)
        let (i, j) = pool.winner(at, in: pass.input)
        dx.accumulate(pass.gradient[at], at: pool.pixel(at, i, j))
      }
      return pass.input(dx)
    }
    let lstm = LSTM<Double>(
      inputWeight: .random([12, 2], seed: 5), recurrentWeight: .random([12, 3], seed: 6),
      inputBias: .random([12], seed: 7), recurrentBias: .random([12], seed: 8))
    try expectRight(lstm, at: .random([2, 4, 2], seed: 9)) { LSTMLoops().backward($0) }
  }

  private func expectRight<Base: Layer>(
    _ layer: Base, at input: Tensor<Double>, _ backward: @escaping MistakenLayer<Base>.Backward
  ) throws
  where Base.Scalar == Double, Base.Input == Tensor<Double>, Base.Output == Tensor<Double> {
    let mistaken = MistakenLayer(layer, backward)
    let context = ForwardContext(.training)
    let (output, cache) = try mistaken.forward(input, in: context)
    let g = Tensor<Double>.random(output.shape, seed: 10)
    let (a, b) = (
      mistaken.backward(g, cache: cache),
      layer.backward(g, cache: try layer.forward(input, in: context).cache)
    )
    var distance = a.input.combined(with: b.input) { ($0 - $1).magnitude }.elements.max() ?? 0
    for slot in 0..<a.parameters.slotCount {
      let pair = (a.parameters[slot: slot], b.parameters[slot: slot])
      let own = pair.0.combined(with: pair.1) { ($0 - $1).magnitude }.elements.max() ?? 0
      distance = max(distance, own)
    }
    #expect(distance < 1e-12)
  }
}
