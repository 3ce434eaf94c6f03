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
  let prediction: L.Prediction
  public let variables: [Variable]

  public init(_ loss: L, at prediction: L.Prediction, target: L.Target) {
    self.loss = loss
    self.target = target
    self.prediction = prediction
    variables = Variable.variables(of: prediction, "prediction", role: .input)
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
    return Point(loss.backward(L.Scalar(cotangent[0]), cache: cache).blocks())
  }

  private func forward(at point: Point) throws -> (value: L.Scalar, cache: L.Cache) {
    try loss.forward(prediction.with(point.blocks), target: target)
  }
}

/// A loss as a map from what it takes for the target to one number, the prediction being as it is.
public struct TargetMap<L: TargetDifferentiableLoss>: DifferentiableMap, CustomStringConvertible {
  let loss: L
  let prediction: L.Prediction
  let target: L.Target
  public let variables: [Variable]

  public init(_ loss: L, at prediction: L.Prediction, target: L.Target) {
    self.loss = loss
    self.prediction = prediction
    self.target = target
    variables = Variable.variables(of: target, "target", role: .input)
  }

  public var description: String { loss.description }

  public var precision: Precision { .of(L.Scalar.self) }

  public func evaluate(at point: Point) throws -> Evaluation {
    let (value, cache) = try loss.forward(prediction, target: target.with(point.blocks))
    let branches = (cache as? any BranchTracing)?.branches ?? []
    return Evaluation([Double(value)], branches: [BranchSite(loss.description, branches)])
  }

  public func pullback(of cotangent: [Double], at point: Point) throws -> Point {
    let cache = try loss.forward(prediction, target: target.with(point.blocks)).cache
    return Point(loss.targetGradient(L.Scalar(cotangent[0]), cache: cache).blocks())
  }
}
