import Diagnostics
import Layers
import Tensors

/// The probes of a running training that make sense of a few steps on changing batches; the loss curve is taken from
/// learning a few samples by heart.
struct TrainingProbes {
  let all: [any TrainingProbe]

  init(optimizer: String, adaptive isAdaptive: Bool?) {
    all = [
      Batches(), ActivationSpread(), Saturation(), RegularizationShare(), Diagnostics.Objective(),
      Invariants(), UnchangedParameters(), UpdateRatio(adaptive: isAdaptive, fromScratch: true),
      AdamSteps(optimizer: optimizer), LearningRateSchedule(), DeadReLU(), GradientFlow(),
      NotFinite(), Generalization(),
    ]
  }
}

extension LayerStatistics {
  /// What comes out of every ReLU in a pass.
  static func rectifiers<Scalar: TensorScalar>(in trace: Trace<Scalar>) -> [LayerStatistics] {
    trace.leaves.compactMap { leaf in
      leaf.layer.base is ReLU<Scalar>
        ? leaf.output.tensor.map { LayerStatistics(leaf.name, leaf.layer.base, output: $0) } : nil
    }
  }
}
