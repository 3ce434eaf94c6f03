import GSL
import Layers
import Models
import Tensors
import Testing
import Training

@Suite struct DetectorTests {
  @Test func `figures that were learned are found, by class and place`() throws {
    let name = try #require(TaskName(rawValue: "detector"))
    let task = name.task(of: Float.self, from: RandomGenerator(seed: 1))
    typealias Examples = (RegionInput<Float>, DetectionLoss<Float>.Target)
    let (input, target) = try #require(task.examples(12, key: RandomKey(4)) as? Examples)
    let network = try #require(task.network as? Detector<Float>)
    var loop = TrainingLoop(
      network, objective: DetectionLoss(), optimizer: Adam(learningRate: 3e-3))
    for _ in 0..<250 { try loop.step(input, target: target) }
    // The same pictures once more.
    let generator = RandomGenerator(RandomKey(4))
    var (found, all) = (0, 0)
    for n in 0..<12 {
      let scene = Scene(side: 12, figures: 2, from: generator)
      let detections = try loop.network.detect(in: input.features.slice(n..<n + 1, along: 0))
      for figure in scene.figures {
        all += 1
        found +=
          detections.contains {
            $0.kind == figure.kind.rawValue
              && $0.box.intersectionOverUnion(with: figure.box()) > 0.5
          } ? 1 : 0
      }
    }
    #expect(Double(found) >= 0.8 * Double(all), "\(found) of \(all)")
  }
}
