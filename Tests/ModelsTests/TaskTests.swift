import GSL
import Layers
import Models
import Tensors
import Testing
import Training

@Suite struct TaskTests {
  @Test(arguments: TaskName.allCases)
  func `20 examples are learned by heart to the share that is stated`(name: TaskName) throws {
    for seed: UInt64 in 0..<2 {
      let task = name.task(of: Float.self, from: RandomGenerator(seed: seed))
      try expectLearning(task, name.plan, "\(name.rawValue), seed \(seed)", seed)
    }
  }

  private func expectLearning<Work: LearningTask<Float>>(
    _ task: Work, _ plan: LearningPlan, _ name: String, _ seed: UInt64
  ) throws {
    let (input, target) = task.examples(20, key: RandomKey(100 + seed))
    var loop = TrainingLoop(
      task.network, objective: task.objective,
      optimizer: Adam(learningRate: Float(plan.learningRate)))
    loop.frozen = task.frozen
    let first = Double(try loop.step(input, target: target).loss)
    var last = first
    for _ in 0..<plan.steps where last - task.floor > plan.share * (first - task.floor) {
      last = Double(try loop.step(input, target: target).loss)
    }
    #expect(
      last - task.floor <= plan.share * (first - task.floor), "\(name): \(first) to \(last)")
  }

  @Test(arguments: TaskName.allCases)
  func `a key fixes the examples, and another key others`(name: TaskName) throws {
    func loss(_ key: UInt64) throws -> Float {
      func value(_ task: some LearningTask<Float>) throws -> Float {
        let (input, target) = task.examples(5, key: RandomKey(key))
        let context = ForwardContext(.training, key: RandomKey(9))
        let prediction = try task.network.forward(input, in: context).output
        return try task.objective.forward(prediction, target: target).value
      }
      return try value(name.task(of: Float.self, from: RandomGenerator(seed: 1)))
    }
    #expect(try loss(3) == loss(3))
    #expect(try loss(3) != loss(4))
  }

  @Test func `every name is one model`() {
    let names = ModelChoice.allCases.map(\.rawValue)
    #expect(Set(names).count == names.count)
    for choice in ModelChoice.allCases {
      #expect(ModelChoice(rawValue: choice.rawValue) == choice)
      #expect(!choice.summary.isEmpty)
    }
    #expect(ModelChoice(rawValue: "nothing") == nil)
  }

  @Test(arguments: [ModelName.alexnet, .resnet, .inception])
  func `a classifier of images gives a score a class`(name: ModelName) throws {
    let generator = RandomGenerator(seed: 3)
    let network: Stack<Float> = name.network(from: generator)
    let images = Tensor<Float>([2, 3, 32, 32], generator.normals(6 * 1024).map { Float($0) })
    let scores = try network.forward(images, in: ForwardContext(.inference)).output
    #expect(scores.shape == [2, 10])
    #expect(scores.elements.contains { $0 != 0 })
  }
}
