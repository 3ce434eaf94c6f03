import GradientChecking
import Layers
import Tensors

extension LossMap: DescribedMap {
  public func facts(at point: Point, cotangent: [Double]) throws -> MapFacts {
    var facts = MapFacts()
    facts.outputShape = [1]
    facts.outputAxes = ["loss"]
    guard let prediction = prediction.with(point.blocks) as? Tensor<L.Scalar> else {
      return facts
    }
    facts.axes["prediction"] = prediction.shape.rank == 2 ? ["sample", "class"] : []
    func describe<D: DescribedLoss>(_ described: D) {
      guard let target = target as? D.Target, let prediction = prediction as? Tensor<D.Scalar>
      else { return }
      described.describe(prediction, target, cotangent[0], in: &facts)
    }
    if let described = loss as? any DescribedLoss { describe(described) }
    return facts
  }
}
