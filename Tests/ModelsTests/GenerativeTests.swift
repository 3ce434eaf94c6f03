import GSL
import Layers
import Models
import Tensors
import Testing
import Training

@Suite struct GenerativeTests {
  private let images = Tensor<Double>([1, 1, 8, 8], RandomGenerator(seed: 1).normals(64))

  private func expectOrder(_ model: some PixelModel<Double>) throws {
    func logits(_ images: Tensor<Double>) throws -> [Double] {
      try model.forward(images, in: ForwardContext(.inference)).output.elements
    }
    let before = try logits(images)
    for pixel in stride(from: 0, to: 64, by: 7) {
      var changed = images
      changed[pixel] += 1
      let after = try logits(changed)
      #expect(before[...pixel] == after[...pixel], "\(model), pixel \(pixel)")
      #expect(pixel == 63 || before[(pixel + 1)...] != after[(pixel + 1)...])
    }
    let drawn = try model.sample(2, rows: 8, columns: 8, key: RandomKey(3))
    #expect(drawn.shape == [2, 1, 8, 8] && Set(drawn.elements).isSubset(of: [0, 1]))
    #expect(drawn == (try model.sample(2, rows: 8, columns: 8, key: RandomKey(3))))
  }

  @Test func `a pixel depends on those before it alone`() throws {
    try expectOrder(PixelCNN<Double>(from: RandomGenerator(seed: 2)))
    try expectOrder(PixelRNN<Double>(rows: 8, columns: 8, from: RandomGenerator(seed: 2)))
  }

  @Test func `generated points come to where the real ones are`() throws {
    let generator = RandomGenerator(seed: 5)
    var training = AdversarialTraining(
      AdversarialPair.generator(from: generator) as Stack<Float>,
      against: AdversarialPair.judge(from: generator) as Stack<Float>,
      generatorOptimizer: Adam(learningRate: 2e-3, betas: (0.5, 0.999)),
      judgeOptimizer: Adam(learningRate: 2e-3, betas: (0.5, 0.999)))
    func noise(_ count: Int) -> Tensor<Float> {
      let numbers = generator.normals(count * AdversarialPair.noise).map { Float($0) }
      return Tensor([count, AdversarialPair.noise], numbers)
    }
    /// The mean distance of generated points from the nearest corner.
    func distance() throws -> Float {
      let points = try training.generator.forward(
        noise(200), in: ForwardContext(.inference)
      ).output
      return (0..<200).map { n in
        let (x, y) = (abs(points[2 * n]) - 0.7, abs(points[2 * n + 1]) - 0.7)
        return (x * x + y * y).squareRoot()
      }.reduce(0, +) / 200
    }
    let first = try distance()
    for _ in 0..<1500 {
      try training.step(real: AdversarialPair.real(32, from: generator), noise: noise(32))
    }
    let last = try distance()
    #expect(last < 0.5 * first, "\(first) to \(last)")
  }

  @Test func `a turn of the one leaves the other as it is`() throws {
    let generator = RandomGenerator(seed: 6)
    var still = AdversarialTraining(
      AdversarialPair.generator(from: generator) as Stack<Double>,
      against: AdversarialPair.judge(from: generator) as Stack<Double>,
      generatorOptimizer: SGD(learningRate: 0), judgeOptimizer: SGD(learningRate: 0.1))
    let (before, judge) = (still.generator.parameters, still.judge.parameters)
    try still.step(
      real: AdversarialPair.real(8, from: generator), noise: Tensor([8, 4], generator.normals(32)))
    for slot in before.slots {
      #expect(before[slot.name] == still.generator.parameters[slot.name])
    }
    #expect(judge["fc1.weight"] != still.judge.parameters["fc1.weight"])
  }
}
