import Tensors

/// What a mask costs: of the masks of all classes that of the right one, pixel by pixel.
///
///     forward    L = (1/(R·H·W)) Σ over regions r and pixels of ℓ(x[r, kᵣ, ·, ·], m[r, ·, ·])
///     backward   dx[r, kᵣ, ·, ·] = G/(R·H·W)·(σ(x) − m), 0 for the other classes
///
/// ℓ is ``BinaryCrossEntropy`` of logits, so that classes do not compete for a pixel. Shapes: x [R, K, H, W], a class
/// in 0 ..< K a region, masks m [R, H, W] of 0 … 1. Source: He, Gkioxari, Dollár, Girshick: "Mask R-CNN", ICCV 2017.
public struct MaskLoss<Scalar: TensorScalar>: Loss {
  public struct Target: Sendable {
    public var classes: [Int]
    public var masks: Tensor<Scalar>

    public init(classes: [Int], masks: Tensor<Scalar>) {
      (self.classes, self.masks) = (classes, masks)
    }
  }

  public struct Cache: Sendable {
    let shape: Shape
    let classes: [Int]
    let terms: ElementwiseTerms<Scalar>
  }

  public init() {}

  public var description: String { "MaskLoss" }

  public func forward(
    _ logits: Tensor<Scalar>, target: Target
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    let shape = logits.shape
    guard shape.rank == 4, target.classes.count == shape[0],
      target.masks.shape == [shape[0], shape[2], shape[3]]
    else {
      throw InputError(
        "\(self)", expects: "logits [R, K, H, W], R classes, masks [R, H, W]",
        got: "\(shape), \(target.classes.count) classes and \(target.masks.shape)")
    }
    if let stray = target.classes.first(where: { !(0..<shape[1]).contains($0) }) {
      throw InputError("\(self)", expects: "classes in 0 ..< \(shape[1])", got: "\(stray)")
    }
    let area = shape[2] * shape[3]
    let own = Tensor<Scalar>(target.masks.shape) { own in
      logits.withElements { x in
        for (region, k) in target.classes.enumerated() {
          for i in 0..<area { own[region * area + i] = x[(region * shape[1] + k) * area + i] }
        }
      }
    }
    let (value, terms) = try BinaryCrossEntropy<Scalar>().forward(own, target: target.masks)
    return (value, Cache(shape: shape, classes: target.classes, terms: terms))
  }

  public func backward(_ lossGradient: Scalar, cache: Cache) -> Tensor<Scalar> {
    let own = BinaryCrossEntropy<Scalar>().backward(lossGradient, cache: cache.terms)
    let area = cache.shape[2] * cache.shape[3]
    var gradient = Tensor<Scalar>(cache.shape)
    for (region, k) in cache.classes.enumerated() {
      for i in 0..<area {
        gradient[(region * cache.shape[1] + k) * area + i] = own[region * area + i]
      }
    }
    return gradient
  }
}
