import Diagnostics
import Layers
import Tensors
import Training

/// A step of the watched training with the tensors themselves, for what draws them.
public struct TrainingSnapshot: Sendable {
  /// A tensor before the step, row by row, and ∂D/∂W of the data loss.
  public struct Parameter: Sendable {
    public let name: String
    public let shape: [Int]
    public let values: [Double]
    public let gradient: [Double]
  }

  /// From 0.
  public let number: Int
  public let step: TrainingStep
  public let parameters: [Parameter]

  init(_ step: TrainingStep, _ observation: TrainingObservation<some Loss>) {
    number = observation.number
    self.step = step
    parameters = observation.parameters.map {
      Parameter(
        name: $0.name, shape: $0.before.shape.extents, values: $0.before.doubles(),
        gradient: $0.gradient.doubles())
    }
  }
}

extension Tensor {
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  fileprivate func doubles() -> [Double] {
    withElements { elements in elements.map { Double($0) } }
  }
}
