import GradientChecking
import Layers
import Tensors

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

  public func terms(of parameter: Tensor<Scalar>) -> [(name: String, values: Tensor<Scalar>)] {
    absolute.terms(of: parameter) + square.terms(of: parameter)
  }
}
