import Layers
import Tensors

/// What a layer is made of when it is read from somewhere: its tensors by name, and its settings.
package struct StoredLayer<Scalar: TensorScalar> {
  private let tensors: [String: Tensor<Scalar>]
  package let settings: LayerSettings

  package init(_ tensors: [String: Tensor<Scalar>], settings: LayerSettings) {
    self.tensors = tensors
    self.settings = settings
  }

  /// The parameter or state of this name.
  ///
  /// - Throws: ``InputError`` where there is none.
  package subscript(name: String) -> Tensor<Scalar> {
    get throws(InputError) {
      guard let tensor = tensors[name] else {
        throw InputError("a stored layer", expects: "\(name)", got: "\(tensors.keys.sorted())")
      }
      return tensor
    }
  }

  package func has(_ name: String) -> Bool { tensors[name] != nil }

  /// A layer inside, whose tensors are named after it.
  package func inside(_ path: String) -> StoredLayer {
    var own: [String: Tensor<Scalar>] = [:]
    for (name, tensor) in tensors where name.hasPrefix(path + ".") {
      own[String(name.dropFirst(path.count + 1))] = tensor
    }
    return StoredLayer(own, settings: settings)
  }

  /// The tensors named 0, 1, …, as an input.
  package func list() throws(InputError) -> AnyTensors<Scalar> {
    var tensors: [Tensor<Scalar>] = []
    while has("\(tensors.count)") { tensors.append(try self["\(tensors.count)"]) }
    return AnyTensors(TensorList(tensors))
  }

  /// A recurrent layer of a cell.
  package func recurrent<Cell: RecurrentCell>(
    _ cell: Cell.Type
  ) throws(InputError) -> Recurrent<Cell> where Cell.Scalar == Scalar {
    Recurrent(
      inputWeight: try self["weight_ih"], recurrentWeight: try self["weight_hh"],
      inputBias: try self["bias_ih"], recurrentBias: try self["bias_hh"])
  }
}

/// The settings of all layers; each has its own few.
package struct LayerSettings: Sendable, Decodable {
  package let kernel, stride, padding, dilation: [Int]?
  package let countsPadding: Bool?
  package let outputPadding, size, scale: [Int]?
  package let scaling: Double?
  package let epsilon, momentum, slope, alpha, rate, beta, threshold, lower, upper, k: Double?
  package let axis, heads, groups, pieces, channels: Int?
  package let causal, exact, roundsUp, inverted, cumulative, biased: Bool?
  package let kind: String?
  package let noise, mask: [Double]?

  /// - Throws: ``InputError`` where the setting is missing.
  package func value<Value>(
    _ setting: KeyPath<LayerSettings, Value?>
  ) throws(InputError) -> Value {
    guard let value = self[keyPath: setting] else {
      throw InputError("a stored layer", expects: "the setting \(setting)", got: "nothing")
    }
    return value
  }

  /// Rows and columns.
  package func extent(_ setting: KeyPath<LayerSettings, [Int]?>) throws(InputError) -> Extent {
    let pair = try value(setting)
    guard pair.count == 2 else {
      throw InputError("a stored layer", expects: "rows and columns", got: "\(pair)")
    }
    return Extent(pair[0], pair[1])
  }
}
