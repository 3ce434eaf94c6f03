import GSL
import GradientChecking
import Layers
import Tensors

/// A layer as a map from its input and parameters to its output.
///
/// Every tensor of the input is a variable, and every tensor that is learned. What has no slot, such as a mask,
/// is as it was given.
public struct LayerMap<Scalar: TensorScalar>: CompositeMap, CustomStringConvertible {
  let layer: AnyLayer<Scalar>
  private(set) var context: ForwardContext
  let input: AnyTensors<Scalar>
  public let variables: [Variable]

  /// The map at the given input and the layer's own parameters.
  ///
  /// The random key of `context` is the same in every evaluation, and so is a dropout mask.
  public init<L: Layer<Scalar>>(_ layer: L, at input: L.Input, in context: ForwardContext) {
    FreedMemory.keep()
    self.layer = AnyLayer(layer)
    self.context = context
    self.input = AnyTensors(input)
    variables =
      Variable.variables(of: input, "input", role: .input)
      + Variable.variables(of: layer.parameters, "parameter", role: .parameter)
  }

  /// The map of a layer, its type hidden, that takes one tensor.
  public init(_ layer: AnyLayer<Scalar>, at input: Tensor<Scalar>, in context: ForwardContext) {
    self.init(layer, at: AnyTensors(input), in: context)
  }

  public var description: String { layer.description }

  public var precision: Precision { .of(Scalar.self) }

  public func evaluatingBesideOthers<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Cores.$isSerial.withValue(true, operation: body)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate(at point: Point) throws -> Evaluation {
    let (output, cache) = try layer(at: point).forward(input(at: point), in: context)
    return Evaluation(output.flatBlock(), branches: sites(cache.branches))
  }

  /// The layer as one kinked place; none where it has no units with branches.
  private func sites(_ units: [UInt16]) -> [BranchSite] {
    units.isEmpty ? [] : [BranchSite(layer.description, units)]
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func pullback(of cotangent: [Double], at point: Point) throws -> Point {
    let layer = layer(at: point)
    let (output, cache) = try layer.forward(input(at: point), in: context)
    let gradients = layer.backward(output.with(flat: cotangent), cache: cache)
    return Point(gradients.input.blocks() + gradients.parameters.blocks())
  }

  public func neighborhood(of point: Point) throws -> any Neighborhood {
    let layer = layer(at: point)
    guard let passage = try Passage(of: layer, at: input(at: point), in: context) else {
      return PlainNeighborhood(of: point, map: self)
    }
    guard layer.inside == nil else {
      let places = 0..<passage.parts.reduce(0) { $0 + $1.branches.count }
      return StackedNeighborhood(around: passage) { points in
        (0..<points.count).map { position in
          Evaluation(
            points.activation(ofPoint: position).block(),
            branches: sites(points.units(ofPoint: position, at: places)))
        }
      }
    }
    guard let partial = passage.parts[0].partial else {
      return PlainNeighborhood(of: point, map: self)
    }
    return LayerNeighborhood(
      of: self, at: point, layer: partial, input: passage.input, in: context,
      outputShape: passage.parts[0].output.shape)
  }

  public func parts(at point: Point, cotangent: [Double]) throws -> [MapPart] {
    try layer(at: point).parts(at: input(at: point), in: context) { $0.with(flat: cotangent) }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func input(at point: Point) -> AnyTensors<Scalar> { input.with(point.blocks) }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func layer(at point: Point) -> AnyLayer<Scalar> {
    let first = input.slotCount
    // To compare values with themselves takes no time, to set them does.
    guard !zip(point.blocks, variables).dropFirst(first).allSatisfy({ $0 == $1.values }) else {
      return layer
    }
    var layer = layer
    // In place: putting the parameters of a composition together takes longer than a small layer.
    layer.updateParameters { tensor, slot in
      tensor = Tensor(tensor.shape, block: point[first + slot])
    }
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
    // Of several tensors in a row the samples do not lie one behind the other.
    guard let samples = input.tensor?.shape.extents.first, samples > 1, layer.base.givesTensor
    else { return nil }
    let here = try evaluate(at: point)
    let output = here.output
    guard output.count % samples == 0 else { return nil }

    let rotate = { (values: [Double]) in
      Array(values[(values.count / samples)...] + values[..<(values.count / samples)])
    }
    var rotated = point
    rotated[0] = rotate(point[0])
    let there = try evaluate(at: rotated)
    let cotangent = RandomGenerator(context.key.derived(2)).normals(output.count)
    let gradient = try pullback(of: cotangent, at: point)
    let rotatedGradient = try pullback(of: rotate(cotangent), at: rotated)[0]
    // The input's gradient may be nothing but rounding of what the parameters' are made of.
    let isKept =
      areClose(there.output, rotate(output), scale: largest([output]))
      && areClose(rotatedGradient, rotate(gradient[0]), scale: largest(gradient.blocks))
    // Sums in another order may cross a kink that the point is on, and then tell nothing.
    guard try isKept || (!dependsOnKey(at: point) && !isOnKink(point)) else { return nil }
    return ContractProbe(
      "samples may come in any order",
      violation: isKept ? nil : "samples in another order change more than their order")
  }

  /// Whether the layer draws random numbers. Two small masks may be the same by chance, so several
  /// keys are tried; and what is dropped may have been 0, so gradients are compared as well.
  private func dependsOnKey(at point: Point) throws -> Bool {
    let output = try evaluate(at: point).output
    let ones = [Double](repeating: 1, count: output.count)
    let gradient = try pullback(of: ones, at: point)
    return try (1...16).contains { label in
      var other = self
      other.context.key = context.key.derived(label)
      return try other.evaluate(at: point).output != output
        || other.pullback(of: ones, at: point) != gradient
    }
  }

  /// Whether rounding decides which branch a unit takes.
  private func isOnKink(_ point: Point) throws -> Bool {
    let branches = try evaluate(at: point).branches
    let generator = RandomGenerator(context.key.derived(3))
    return try (0..<8).contains { _ in
      let nearby = Point(
        point.blocks.map {
          $0.map { $0 * (1 + 64 * precision.unitRoundoff * generator.uniform(in: -1...1)) }
        })
      return try evaluate(at: nearby).branches != branches
    }
  }

  private func largest(_ blocks: [[Double]]) -> Double {
    blocks.reduce(0) { largest, block in block.reduce(largest) { max($0, $1.magnitude) } }
  }

  /// Whether two blocks are the same up to a reordering of sums of numbers up to `scale`.
  private func areClose(_ a: [Double], _ b: [Double], scale: Double) -> Bool {
    zip(a, b).allSatisfy {
      ($0 - $1).magnitude <= 1e5 * precision.unitRoundoff * scale
    }
  }
}

extension Layer {
  fileprivate var givesTensor: Bool { Output.self == Tensor<Scalar>.self }
}
