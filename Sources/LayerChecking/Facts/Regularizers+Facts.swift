import GradientChecking
import Layers
import Tensors

/// A regularizer that tells what a mistake in its gradient may be about.
public protocol DescribedRegularizer<Scalar>: Regularizer {
  /// The numbers that the penalty is made of.
  var strengths: [MapFacts.Quantity] { get }

  /// The terms of the gradient by name.
  func terms(of parameter: Tensor<Scalar>) -> [(name: String, values: Tensor<Scalar>)]

  /// Other regularizers whose gradient may have been taken for this one's.
  var confusions: [(name: String, regularizer: any Regularizer<Scalar>)] { get }
}

extension DescribedRegularizer {
  public var confusions: [(name: String, regularizer: any Regularizer<Scalar>)] { [] }
}

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
        facts.confusions += described.confusions.map { name, other in
          MapFacts.Confusion(
            name, .missingPart, of: variable.name,
            other.gradient(of: tensor).block().map { cotangent[0] * $0 })
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

extension L1: DescribedRegularizer {
  public var strengths: [MapFacts.Quantity] {
    [MapFacts.Quantity("λ", "the strength", Double(strength))]
  }

  public func terms(of parameter: Tensor<Scalar>) -> [(name: String, values: Tensor<Scalar>)] {
    [("sign(θ)", gradient(of: parameter))]
  }
}

extension L2: DescribedRegularizer {
  public var strengths: [MapFacts.Quantity] {
    [MapFacts.Quantity("λ", "the strength", Double(strength))]
  }

  public func terms(of parameter: Tensor<Scalar>) -> [(name: String, values: Tensor<Scalar>)] {
    [("θ", gradient(of: parameter))]
  }
}

extension ElasticNet: DescribedRegularizer {
  public var strengths: [MapFacts.Quantity] {
    [
      MapFacts.Quantity("λ₁", "the strength of the absolute part", Double(absolute.strength)),
      MapFacts.Quantity("λ₂", "the strength of the square part", Double(square.strength)),
    ]
  }

  public var confusions: [(name: String, regularizer: any Regularizer<Scalar>)] {
    [("λ₁ for λ₂", ElasticNet(l1: square.strength, l2: absolute.strength))]
  }

  public func terms(of parameter: Tensor<Scalar>) -> [(name: String, values: Tensor<Scalar>)] {
    absolute.terms(of: parameter) + square.terms(of: parameter)
  }
}
