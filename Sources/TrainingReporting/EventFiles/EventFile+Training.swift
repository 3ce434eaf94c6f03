import Diagnostics

extension EventFile {
  /// What a step of a training tells, under names that TensorBoard groups: `loss/training`, `update_ratio/all`.
  ///
  /// Of the tensors, norms and ‖ΔW‖/‖W‖ are scalars a tensor, and the latter of all tensors a histogram too; of
  /// the layers, mean and standard deviation of the output.
  public mutating func add(_ step: TrainingStep, number: Int) {
    func numbered(_ name: String, _ value: Double?) -> [(String, Double)] {
      value.map { [(name, $0)] } ?? []
    }
    var scalars =
      numbered("loss/training", step.loss) + numbered("loss/validation", step.validationLoss)
      + numbered("accuracy/training", step.accuracy)
      + numbered("accuracy/validation", step.validationAccuracy)
      + numbered("learning_rate", step.learningRate)
    if step.penalty != 0 { scalars.append(("loss/penalty", step.penalty)) }
    var ratios: [Double] = []
    for tensor in step.parameters {
      scalars.append(("norm/\(tensor.name)", tensor.norm))
      scalars.append(("gradient_norm/\(tensor.name)", tensor.gradientNorm))
      guard tensor.norm > 0 else { continue }
      ratios.append(tensor.updateNorm / tensor.norm)
      scalars.append(("update_ratio/\(tensor.name)", tensor.updateNorm / tensor.norm))
    }
    for layer in step.layers {
      scalars.append(("output_mean/\(layer.name)", layer.mean))
      scalars.append(("output_deviation/\(layer.name)", layer.standardDeviation))
    }
    for (name, value) in scalars { add(name, value, step: number) }
    add("update_ratio/all", histogramOf: ratios, step: number)
  }
}
