import Diagnostics
import Layers
import Tensors
import Training

extension TrainingStep {
  /// The plain numbers of a step.
  public init(_ observation: TrainingObservation<some Loss>) {
    self.init(
      loss: Double(observation.result.loss), penalty: Double(observation.result.penalty),
      samples: observation.result.samples,
      learningRate: Double(observation.learningRate),
      layers: observation.layers.map {
        LayerStatistics(
          $0.name, $0.layer, output: $0.output, gradient: $0.outputGradient,
          isFirst: observation.number == 0)
      },
      parameters: observation.parameters.map { step in
        let products = step.before.products(of: step.after, step.gradient)
        return ParameterStatistics(
          step.name, ParameterStatistics.Role(step.role), shape: step.before.shape.extents,
          norm: products.norm, mean: products.mean, gradientNorm: products.gradientNorm,
          penaltyGradientNorm: step.penaltyGradient?.norm() ?? 0, updateNorm: products.updateNorm,
          descent: products.descent, shrinkage: products.shrinkage)
      })
  }
}

extension LayerStatistics {
  /// The statistics of an output. Units are compared in the first step only: they are to differ at the
  /// initialization.
  init<Scalar: TensorScalar>(
    _ name: String, _ layer: any Layer<Scalar>, output: Tensor<Scalar>,
    gradient: Tensor<Scalar>? = nil, isFirst: Bool = false
  ) {
    let kind = Kind(layer)
    let saturatedShare: Double? =
      switch kind {
      case .tanh: output.share(outside: -0.97...0.97)
      case .sigmoid: output.share(outside: 0.03...0.97)
      case .affine, .normalization, .relu, .gate, .other: nil
      }
    let (mean, standardDeviation) = output.moments()
    self.init(
      name, kind, mean: mean, standardDeviation: standardDeviation,
      unitDeviation: isFirst && kind == .affine ? output.unitDeviation() : nil,
      gradientRMS: gradient.map { $0.norm() / Double(max(1, $0.count)).squareRoot() },
      activeUnits: kind == .relu ? output.activeUnits() : nil,
      saturatedShare: saturatedShare)
  }
}

extension LayerStatistics.Kind {
  init<Scalar: TensorScalar>(_ layer: any Layer<Scalar>) {
    self =
      switch layer {
      case is Linear<Scalar>, is Conv2D<Scalar>: .affine
      case is BatchNorm<Scalar>: .normalization
      case is ReLU<Scalar>: .relu
      case is Tanh<Scalar>: .tanh
      case is Sigmoid<Scalar>: .sigmoid
      default: .other
      }
  }
}

extension ParameterStatistics.Role {
  init(_ role: TensorRole) {
    self =
      switch role {
      case .weight, .activation, .statistic: .weight
      case .bias: .bias
      case .scale: .scale
      }
  }
}
