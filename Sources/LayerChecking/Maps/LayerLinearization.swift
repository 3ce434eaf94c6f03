import GradientChecking
import Layers
import Tensors

/// The derivative of a layer at a point: one forward pass for the backward passes of all outputs.
struct LayerLinearization<L: Layer>: Linearization {
  let layer: L
  let cache: L.Cache
  let output: L.Output

  var outputShape: [Int] { output.outputShape }

  func pullback(ofOutput place: Int, into row: inout JacobianRow) {
    // Not as a tensor, which would be filled without its scalar being known: one call for each element.
    var cotangent = [Double](repeating: 0, count: outputShape.reduce(1, *))
    cotangent[place] = 1
    let gradients = layer.backward(output.with(flat: cotangent), cache: cache)
    row.append(Point(gradients.input.blocks() + gradients.parameters.blocks()))
  }
}

/// The same of a layer that has the gradients of single outputs.
struct PartialLinearization<L: PartialBackward>: Linearization {
  let layer: L
  let cache: L.Cache
  let shape: Shape

  var outputShape: [Int] { shape.extents }

  func pullback(ofOutput output: Int, into row: inout JacobianRow) {
    layer.backward(ofOutput: output, cache: cache) { first, gradients in
      let (variable, offset) =
        switch first {
        case .input(let offset): (0, offset)
        case .parameter(let slot, let offset): (slot + 1, offset)
        }
      if L.Scalar.self == Double.self {
        gradients.withMemoryRebound(to: Double.self) {
          row.append($0, variable: variable, from: offset)
        }
      } else {
        gradients.map { Double($0) }.withUnsafeBufferPointer {
          row.append($0, variable: variable, from: offset)
        }
      }
    }
  }
}

extension LayerMap {
  public func linearization(of point: Point) throws -> any Linearization {
    try linearization(of: point, layer(at: point).base)
  }

  private func linearization<L: Layer<Scalar>>(
    of point: Point, _ layer: L
  ) throws -> any Linearization {
    guard let input = L.Input(joining: [input(at: point)]) else {
      preconditionFailure("\(layer) does not take its own input")
    }
    let (output, cache) = try layer.forward(input, in: context)
    if let partial = layer as? any PartialBackward<Scalar> {
      return partialLinearization(partial, cache, Shape(output.outputShape))
    }
    return LayerLinearization(layer: layer, cache: cache, output: output)
  }

  private func partialLinearization<L: PartialBackward<Scalar>>(
    _ layer: L, _ cache: any Sendable, _ shape: Shape
  ) -> any Linearization {
    guard let cache = cache as? L.Cache else {
      preconditionFailure("\(layer) does not know its own cache")
    }
    return PartialLinearization(layer: layer, cache: cache, shape: shape)
  }
}

extension TensorGroup {
  /// The shape of an output: of a single tensor its own, of several all numbers in a row.
  var outputShape: [Int] {
    slotCount == 1
      ? self[slot: 0].shape.extents : [tensors.reduce(0) { $0 + $1.count }]
  }
}
