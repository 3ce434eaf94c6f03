import GSL
import GradientChecking
import Layers
import Tensors

/// The layers that can be checked by name.
public enum LayerName: String, CatalogueEntry {
  case linear
  case conv2d
  case maxpool
  case avgpool
  case batchnorm
  case relu
  case leakyReLU = "leaky-relu"
  case elu
  case sigmoid
  case tanh
  case softmax
  case dropout
  case flatten
  case stack
  case residual
  case lstm

  public var summary: String {
    switch self {
    case .linear: "y = x·Wᵀ + b"
    case .conv2d: "convolution: stride, padding, dilation, non-square, 1×1"
    case .maxpool: "maximum of each window, overlapping too, and at ties"
    case .avgpool: "mean of each window, overlapping too, padding or not"
    case .batchnorm: "γ(x − μ)/√(v + ε) + β of [N, D] and [N, C, H, W]"
    case .relu: "max(x, 0), and at its kink"
    case .leakyReLU: "x above 0, 0.01·x below, and at its kink"
    case .elu: "x above 0, α(eˣ − 1) below, and at 0"
    case .sigmoid: "1/(1 + e⁻ˣ)"
    case .tanh: "tanh x"
    case .softmax: "e^xᵢ/Σe^xⱼ along the last axis, and along channels"
    case .dropout: "inverted, with a fixed mask; identity in inference"
    case .flatten: "[N, …] as [N, D]"
    case .stack: "conv2d, batchnorm, relu, maxpool, flatten, linear"
    case .residual: "F(x) + x, and F(x) + projection of x with stride 2"
    case .lstm: "over a sequence [N, T, D], and over one step"
    }
  }

  public func subjects<Scalar: TensorScalar>(
    _ scalar: Scalar.Type, shape: Shape?, key: RandomKey
  ) throws(InputError) -> [CheckSubject] {
    var cases = LayerCases<Scalar>(rawValue, shape: shape, key: key)
    switch self {
    case .linear:
      let shape = try cases.shape([5, 7], "[N, D]", rank: 2)
      try cases.add(
        Linear(shape[1], 3, from: cases.generator), shape)
    case .conv2d:
      let shape = try cases.shape([2, 3, 7, 5], "[N, C, H, W]", rank: 4)
      let (channels, generator) = (shape[1], cases.generator)
      try cases.add(Conv2D(channels, 4, kernel: 3, padding: 1, from: generator), shape)
      try cases.add(
        Conv2D(
          channels, 2, kernel: Extent(3, 2), stride: Extent(2, 1), padding: Extent(1, 0),
          from: generator), shape)
      try cases.add(
        Conv2D(channels, 2, kernel: 2, padding: 1, dilation: Extent(2, 1), from: generator), shape)
      try cases.add(Conv2D(channels, 5, kernel: 1, from: generator), shape)
    case .maxpool:
      let shape = try cases.shape([2, 3, 7, 5], "[N, C, H, W]", rank: 4)
      try cases.add(MaxPool2D(kernel: 2), shape)
      try cases.add(MaxPool2D(kernel: 3, stride: 2, padding: 1), shape)
      try cases.add(MaxPool2D(kernel: 2), shape, input: .ties)
    case .avgpool:
      let shape = try cases.shape([2, 3, 7, 5], "[N, C, H, W]", rank: 4)
      try cases.add(AveragePool2D(kernel: 2), shape)
      try cases.add(
        AveragePool2D(kernel: Extent(3, 2), stride: Extent(2, 1), padding: 1), shape)
      try cases.add(
        AveragePool2D(kernel: 3, stride: 2, padding: 1, countsPadding: false), shape)
    case .batchnorm:
      let shapes: [Shape] = cases.requested.map { [$0] } ?? [[5, 7], [3, 4, 5, 7]]
      for shape in shapes {
        let channels = shape.rank > 1 ? shape[1] : 1
        for mode in ForwardContext.Mode.allCases {
          try cases.add(cases.batchNorm(channels), shape, mode: mode)
        }
      }
    case .relu: try cases.addKinked(ReLU())
    case .leakyReLU: try cases.addKinked(LeakyReLU())
    case .elu:
      try cases.addKinked(ELU())
      try cases.addKinked(ELU(alpha: 0.7))
    case .sigmoid: try cases.add(Sigmoid(), cases.requested ?? [4, 7])
    case .tanh: try cases.add(Tanh(), cases.requested ?? [4, 7])
    case .softmax:
      try cases.add(Softmax(), cases.requested ?? [4, 7])
      try cases.add(Softmax(axis: 1), cases.requested ?? [2, 5, 3, 4])
    case .dropout:
      for mode in ForwardContext.Mode.allCases {
        try cases.add(Dropout(rate: 0.4), cases.requested ?? [4, 7], mode: mode)
      }
    case .flatten: try cases.add(Flatten(), cases.requested ?? [3, 2, 4, 5])
    case .stack:
      let shape = try cases.shape([3, 2, 6, 5], "[N, C, H, W]", rank: 4)
      try cases.add(cases.smallNetwork(shape), shape)
    case .residual:
      let shape = try cases.shape([2, 3, 5, 4], "[N, C, H, W]", rank: 4)
      let (channels, generator) = (shape[1], cases.generator)
      try cases.addBlock(Residual(channels, channels, from: generator), shape)
      try cases.addBlock(Residual(channels, 4, stride: 2, from: generator), shape)
    case .lstm:
      let shape = try cases.shape([3, 4, 5], "[N, T, D]", rank: 3)
      try cases.add(LSTM(shape[2], 6, from: cases.generator), shape)
      if cases.requested == nil {
        try cases.add(LSTM(5, 6, from: cases.generator), [3, 1, 5])
      }
    }
    return cases.subjects
  }
}
