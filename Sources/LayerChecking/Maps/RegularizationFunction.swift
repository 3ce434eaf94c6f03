import GradientChecking
import Layers
import Tensors

/// A regularizer as a function of the parameter tensors to which it applies: the sum of its penalties.
public struct RegularizationFunction<Scalar: TensorScalar>: DifferentiableFunction {
  let regularizer: any Regularizer<Scalar>
  public let variables: [Variable]

  /// The penalty on `parameters`, each with its name.
  public init(
    _ regularizer: some Regularizer<Scalar>,
    on parameters: [(name: String, tensor: Tensor<Scalar>)]
  ) {
    self.regularizer = regularizer
    variables = parameters.map { name, tensor in
      Variable(name, shape: tensor.shape.extents, role: .parameter, values: tensor.block())
    }
  }

  public var precision: Precision { .of(Scalar.self) }

  public func value(at point: Point) throws -> Double {
    try evaluate(at: point).output[0]
  }

  public func evaluate(at point: Point) throws -> Evaluation {
    sum(point.blocks.indices.map { penalty($0, point[$0]) })
  }

  public func gradient(at point: Point) throws -> Point {
    Point(
      point.blocks.enumerated().map { position, block in
        regularizer.gradient(of: tensor(position, block)).block()
      })
  }

  public func neighborhood(of point: Point) throws -> any Neighborhood {
    RegularizationNeighborhood(
      function: self, point: point,
      penalties: point.blocks.indices.map { penalty($0, point[$0]) })
  }

  fileprivate typealias Penalty = (value: Scalar, site: BranchSite)

  fileprivate func penalty(_ position: Int, _ block: [Double]) -> Penalty {
    let tensor = tensor(position, block)
    return (
      regularizer.value(of: tensor),
      BranchSite(variables[position].name, regularizer.branches(of: tensor))
    )
  }

  fileprivate func sum(_ penalties: [Penalty]) -> Evaluation {
    Evaluation(
      [Double(penalties.reduce(0) { $0 + $1.value })], branches: penalties.map(\.site))
  }

  private func tensor(_ position: Int, _ block: [Double]) -> Tensor<Scalar> {
    Tensor(Shape(variables[position].shape), block: block)
  }
}

/// Evaluates only the penalty of the tensor that is displaced.
private struct RegularizationNeighborhood<Scalar: TensorScalar>: Neighborhood {
  let function: RegularizationFunction<Scalar>
  let point: Point
  let penalties: [RegularizationFunction<Scalar>.Penalty]

  func evaluate(_ displacement: Displacement, step: Double) throws -> Evaluation {
    let position = displacement.variable
    var block = point[position]
    displacement.move(&block, by: step)
    var penalties = penalties
    penalties[position] = function.penalty(position, block)
    return function.sum(penalties)
  }
}
