import GSL
import Layers
import Tensors

enum GoogLeNetTask: TaskEntry {
  static let name = "googlenet"
  static let summary = "three inception blocks, two auxiliary heads"
  static let plan = LearningPlan(learningRate: 3e-3, steps: 200, share: 0.05)

  static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator
  ) -> any LearningTask<Scalar> {
    DrawnTask(
      GoogLeNet<Scalar>(1, width: 8, classes: Scene.kinds, from: generator),
      WeightedHeads(SoftmaxCrossEntropy(), weights: [1, 0.3, 0.3])
    ) { count, generator in
      let scenes = Scene.scenes(count, side: 12, from: generator)
      return (scenes.images(), scenes.kinds)
    }
  }
}
