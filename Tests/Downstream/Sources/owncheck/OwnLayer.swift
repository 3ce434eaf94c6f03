import CustomLayers
import GSL
import GradientChecking
import LayerChecking
import Layers
import Tensors

/// What the list of layers gains: a layer by the contract of `NeuralLayers`, and plain functions.
enum OwnLayer: String, CatalogueEntry {
  case swish
  case softplus = "own-softplus"
  case hastySoftplus = "hasty-softplus"

  var summary: String {
    switch self {
    case .swish: "x·σ(βx) with a learned β"
    case .softplus: "ln(1 + eˣ)"
    case .hastySoftplus: "the same with the sign of x lost in its backward: wrong"
    }
  }

  func subjects<Scalar: TensorScalar>(
    _ scalar: Scalar.Type, shape: Shape?, key: RandomKey
  ) throws(InputError) -> [CheckSubject] {
    let shape = shape ?? [3, 5]
    let values = RandomGenerator(key).normals(shape.count)
    switch self {
    case .swish:
      let swish = Swish<Scalar>(beta: 1.5)
      let input = Tensor(shape, values.map { Scalar($0) })
      let map = LayerMap(swish, at: input, in: ForwardContext(.training))
      return [CheckSubject("\(swish) on \(shape)", map)]
    case .softplus, .hastySoftplus:
      let sign: Double = self == .softplus ? 1 : -1
      let map = ClosureMap<Double>(
        [Variable("x", shape: shape.extents, values: values)],
        outputs: { p in Softplus().forward(p[0]) },
        pullback: { g, p in [Softplus().backward(g, input: p[0].map { sign * $0 })] })
      return [CheckSubject("\(rawValue) on \(shape)", map)]
    }
  }
}
