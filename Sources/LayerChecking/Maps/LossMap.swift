import GradientChecking
import Layers
import Tensors

/// A loss as a map from the prediction to one number.
///
/// A map, not a function: the gradient arriving from above is a random number, so that a loss which
/// ignores it is found out.
public struct LossMap<L: Loss>: DifferentiableMap, CustomStringConvertible {
  let loss: L
  let target: L.Target
  let shape: Shape
  public let variables: [Variable]

  public init(_ loss: L, at prediction: Tensor<L.Scalar>, target: L.Target) {
    self.loss = loss
    self.target = target
    shape = prediction.shape
    variables = [
      Variable("prediction", shape: shape.extents, values: prediction.block())
    ]
  }

  public var description: String { loss.description }

  public var precision: Precision { .of(L.Scalar.self) }

  public func evaluate(at point: Point) throws -> Evaluation {
    let (value, cache) = try forward(at: point)
    let branches = (cache as? any BranchTracing)?.branches ?? []
    return Evaluation([Double(value)], branches: [BranchSite(loss.description, branches)])
  }

  public func pullback(of cotangent: [Double], at point: Point) throws -> Point {
    let cache = try forward(at: point).cache
    return Point([loss.backward(L.Scalar(cotangent[0]), cache: cache).block()])
  }

  private func forward(at point: Point) throws -> (value: L.Scalar, cache: L.Cache) {
    try loss.forward(Tensor(shape, block: point[0]), target: target)
  }
}
