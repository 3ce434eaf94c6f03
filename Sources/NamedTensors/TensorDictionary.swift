public import Tensors

/// Tensors by name, in an order: the parameters of a model, its running statistics, the memory of an
/// optimizer, reference values.
///
///     var tensors = TensorDictionary()
///     tensors["conv1.weight"] = TensorData(weight)
///     try Safetensors.write(tensors, to: "model.safetensors")
///
///     let tensors = try Safetensors.read("model.safetensors")
///     let weight: Tensor<Float> = try tensors.tensor("conv1.weight", shape: [64, 3, 3, 3])
///
/// A collection of pairs of name and tensor in the order in which the names came. Names are compared as
/// Swift compares strings: two spellings of one accented letter are one name.
public struct TensorDictionary: Sendable, Equatable {
  /// The names in order.
  public private(set) var names: [String] = []
  private var tensors: [String: TensorData] = [:]
  /// Words about the whole, for which `.safetensors` files have a place.
  public var metadata: [String: String] = [:]

  /// No tensor.
  public init() {}

  /// The tensor of this name, nil where there is none. A new name comes last; a tensor set to nil is gone.
  public subscript(name: String) -> TensorData? {
    get { tensors[name] }
    set {
      let old = tensors[name]
      tensors[name] = newValue
      if old == nil, newValue != nil { names.append(name) }
      if old != nil, newValue == nil { names.removeAll { $0 == name } }
    }
  }

  /// The tensor of this name.
  ///
  /// - Parameters:
  ///   - name: What the tensor is called.
  ///   - shape: The shape that it must have; any where none is given.
  ///   - scalar: The type of its numbers, to which they are converted (`Tensors/Tensor/init(_:)`).
  /// - Throws: `InputError` where there is no such tensor, or its shape is another.
  public func tensor<Scalar: TensorScalar>(
    _ name: String, shape: Shape? = nil, as scalar: Scalar.Type = Scalar.self
  ) throws(InputError) -> Tensor<Scalar> {
    Tensor(try data(name, shape: shape))
  }

  /// The whole numbers of the tensor of this name, row by row.
  ///
  /// - Throws: `InputError` where there is no such tensor, its shape is another, or its type is no
  ///   integer type.
  public func integers(_ name: String, shape: Shape? = nil) throws(InputError) -> [Int] {
    let data = try data(name, shape: shape)
    do throws(InputError) { return try data.integers() } catch {
      throw InputError(
        "tensor \(quoted(name))", expects: error.expectation, got: error.actual)
    }
  }

  private func data(_ name: String, shape: Shape?) throws(InputError) -> TensorData {
    guard let data = tensors[name] else {
      throw InputError(
        "a lookup by name", expects: "a tensor \(quoted(name))",
        got: names.isEmpty ? "no tensor at all" : "only \(shown(names))")
    }
    guard shape == nil || data.shape == shape else {
      throw InputError(
        "tensor \(quoted(name))", expects: "shape \(shape ?? [])", got: "\(data.shape)")
    }
    return data
  }
}

// MARK: - Parts

extension TensorDictionary {
  /// The tensors whose names begin with `path` and a dot, under the rest of their names.
  ///
  ///     tensors.under("block1.conv")   // "block1.conv.weight" becomes "weight"
  public func under(_ path: String) -> TensorDictionary {
    var part = TensorDictionary()
    let prefix = path + "."
    for name in names where name.hasPrefix(prefix) {
      part[String(name.dropFirst(prefix.count))] = tensors[name]
    }
    return part
  }

  /// Adds tensors, each under `path`, a dot and its name.
  ///
  /// - Throws: `InputError` where a name is there already; then nothing was added.
  public mutating func add(
    _ others: TensorDictionary, under path: String
  ) throws(InputError) {
    for name in others.names where tensors["\(path).\(name)"] != nil {
      throw InputError("add", expects: "new names", got: "\(quoted("\(path).\(name)")) again")
    }
    for (name, data) in others { self["\(path).\(name)"] = data }
  }
}

// MARK: - Collection

extension TensorDictionary: RandomAccessCollection {
  public var startIndex: Int { names.startIndex }
  public var endIndex: Int { names.endIndex }

  public subscript(position: Int) -> (name: String, data: TensorData) {
    let name = names[position]
    guard let data = tensors[name] else { fatalError("no tensor of the name \(name)") }
    return (name, data)
  }
}

extension TensorDictionary: ExpressibleByDictionaryLiteral {
  /// Tensors in the order of the literal.
  ///
  /// - Precondition: no name comes twice.
  public init(dictionaryLiteral tensors: (String, TensorData)...) {
    for (name, data) in tensors {
      guard self[name] == nil else { fatalError("two tensors of the name \(quoted(name))") }
      self[name] = data
    }
  }
}
