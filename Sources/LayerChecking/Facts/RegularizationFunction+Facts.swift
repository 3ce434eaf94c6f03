import GradientChecking
import Layers
import Tensors

extension RegularizationFunction: DescribedMap {
  public func facts(at point: Point, cotangent: [Double]) throws -> MapFacts {
    var facts = MapFacts()
    facts.outputShape = [1]
    if let described = regularizer as? any DescribedRegularizer<Scalar> {
      facts.quantities = described.strengths
      for (variable, values) in zip(variables, point.blocks) {
        let tensor = Tensor<Scalar>(Shape(variable.shape), block: values)
        facts.terms += described.terms(of: tensor).map { name, term in
          MapFacts.Term(name, of: variable.name, term.block().map { cotangent[0] * $0 })
        }
      }
    }
    if variables.count == 1 {
      facts.quantities.append(
        MapFacts.Quantity("count", "the number of weights", Double(variables[0].values.count)))
    }
    return facts
  }
}
