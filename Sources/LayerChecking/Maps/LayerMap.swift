import GSL
import GradientChecking
import Layers
import Tensors

/// A layer as a map from its input and parameters to its output.
public struct LayerMap<Scalar: TensorScalar>: CompositeMap, CustomStringConvertible {
  private let layer: AnyLayer<Scalar>
  private let context: ForwardContext
  private let inputShape: Shape
  public let variables: [Variable]

  /// The map at the given input and the layer's own parameters.
  ///
  /// The random key of `context` is the same in every evaluation, and so is a dropout mask.
  public init(_ layer: some Layer<Scalar>, at input: Tensor<Scalar>, in context: ForwardContext) {
    self.layer = AnyLayer(layer)
    self.context = context
    inputShape = input.shape
    variables =
      [Variable("input", shape: input.shape.extents, values: input.block())]
      + Variable.parameters(of: layer.parameters)
  }

  public var description: String { layer.description }

  public var precision: Precision { .of(Scalar.self) }

  public func evaluate(at point: Point) throws -> Evaluation {
    let (output, cache) = try forward(layer(at: point), point)
    return Evaluation(
      output.block(), branches: [BranchSite(layer.description, cache.branches)])
  }

  public func pullback(of cotangent: [Double], at point: Point) throws -> Point {
    let layer = layer(at: point)
    let (output, cache) = try forward(layer, point)
    let gradients = layer.backward(
      Tensor(output.shape, block: cotangent), cache: cache)
    return Point([gradients.input.block()] + gradients.parameters.blocks())
  }

  /// The layers of a stack; a single layer has no parts.
  public func parts(at point: Point, cotangent: [Double]) throws -> [MapPart] {
    var base: any Layer<Scalar> = layer(at: point)
    while let erased = base as? AnyLayer<Scalar> { base = erased.base }
    guard let stack = base as? Stack<Scalar> else { return [] }
    return try stack.parts(at: Tensor(inputShape, block: point[0]), in: context) { output in
      Tensor(output.shape, block: cotangent)
    }
  }

  private func forward(
    _ layer: AnyLayer<Scalar>, _ point: Point
  ) throws -> (output: Tensor<Scalar>, cache: AnyLayer<Scalar>.Cache) {
    try layer.forward(Tensor(inputShape, block: point[0]), in: context)
  }

  private func layer(at point: Point) -> AnyLayer<Scalar> {
    var layer = layer
    layer.parameters.set(point.blocks.dropFirst())
    return layer
  }
}

// MARK: - Probes

extension LayerMap {
  public func additionalProbes(at point: Point) throws -> [ContractProbe] {
    guard let permutation = try permutationProbe(at: point) else { return [] }
    return [permutation]
  }

  /// Samples in another order give outputs and input gradients in that order. Nil for a layer that
  /// draws random numbers, whose mask belongs to the place and not to the sample.
  private func permutationProbe(at point: Point) throws -> ContractProbe? {
    guard let samples = inputShape.extents.first, samples > 1 else { return nil }
    let other = LayerMap(
      layer, at: Tensor(inputShape, block: point[0]),
      in: ForwardContext(context.mode, key: context.key.derived(1)))
    let output = try evaluate(at: point).output
    guard output.count % samples == 0, try other.evaluate(at: point).output == output
    else { return nil }

    let rotate = { (values: [Double]) in
      Array(values[(values.count / samples)...] + values[..<(values.count / samples)])
    }
    var rotated = point
    rotated[0] = rotate(point[0])
    let cotangent = RandomGenerator(context.key.derived(2)).normals(output.count)
    let gradient = try pullback(of: cotangent, at: point)[0]
    let rotatedGradient = try pullback(of: rotate(cotangent), at: rotated)[0]
    let isKept =
      areClose(try evaluate(at: rotated).output, rotate(output))
      && areClose(rotatedGradient, rotate(gradient))
    return ContractProbe(
      "samples may come in any order",
      violation: isKept ? nil : "samples in another order change more than their order")
  }

  /// Whether two blocks are the same up to a reordering of sums.
  private func areClose(_ a: [Double], _ b: [Double]) -> Bool {
    let scale = b.reduce(0) { max($0, $1.magnitude) }
    return zip(a, b).allSatisfy {
      ($0 - $1).magnitude <= 1e5 * precision.unitRoundoff * scale
    }
  }
}
