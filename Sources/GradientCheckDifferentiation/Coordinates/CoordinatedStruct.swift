import GradientChecking
import _Differentiation

/// A differentiable struct that lists the properties of which its coordinates are those.
///
///     struct Affine: Differentiable {
///       var weight: [Double]
///       var bias: Double
///     }
///
///     extension Affine: CoordinatedStruct {
///       static var parts: [Part<Self>] { [Part(\.weight, \.weight), Part(\.bias, \.bias)] }
///     }
///
/// A property goes with that of the tangent vector that belongs to it; its name is that in reports. A
/// property that is not listed stays as it is. Values are moved by `move(by:)`.
public protocol CoordinatedStruct: Coordinated {
  static var parts: [Part<Self>] { get }
}

/// A property of a ``CoordinatedStruct``.
public struct Part<Whole: Differentiable> {
  let precision: Precision
  let isFlat: Bool
  let blocks: (Whole) -> [CoordinateBlock]
  let blocksOfTangent: (Whole, Whole.TangentVector) -> [[Double]]
  let write: (Whole, ArraySlice<[Double]>, inout Whole.TangentVector) -> Void

  /// A property, and that of the tangent vector.
  public init<Value: Coordinated>(
    _ path: KeyPath<Whole, Value>,
    _ tangentPath: WritableKeyPath<Whole.TangentVector, Value.TangentVector>
  ) {
    let name = Part.name(of: path)
    precision = Value.precision
    isFlat = Value.isFlat
    blocks = { whole in whole[keyPath: path].blocks.map { $0.inside(name) } }
    blocksOfTangent = { whole, tangent in
      whole[keyPath: path].blocks(of: tangent[keyPath: tangentPath])
    }
    write = { whole, blocks, tangent in
      tangent[keyPath: tangentPath] = whole[keyPath: path].tangent(blocks)
    }
  }

  /// The property's name, with those of the properties it is in: "encoder.weight".
  private static func name(of path: AnyKeyPath) -> String {
    let text = "\(path)"
    let root = "\\\(Whole.self)."
    if text.hasPrefix(root) { return String(text.dropFirst(root.count)) }
    return text.split(separator: ".").last.map(String.init) ?? text
  }
}

extension CoordinatedStruct {
  public static var precision: Precision {
    parts.contains { $0.precision == .float } ? .float : .double
  }

  public static var isFlat: Bool { parts.allSatisfy(\.isFlat) }

  public var blocks: [CoordinateBlock] { Self.parts.flatMap { $0.blocks(self) } }

  public func moved(to blocks: ArraySlice<[Double]>) -> Self {
    let offsets = zip(blocks, self.blocks).map { new, old in zip(new, old.values).map { $0 - $1 } }
    var moved = self
    moved.move(by: tangent(offsets[...]))
    return moved
  }

  public func tangent(_ blocks: ArraySlice<[Double]>) -> TangentVector {
    var tangent = TangentVector.zero
    var start = blocks.startIndex
    for part in Self.parts {
      let end = start + part.blocks(self).count
      part.write(self, blocks[start..<end], &tangent)
      start = end
    }
    return tangent
  }

  public func blocks(of tangent: TangentVector) -> [[Double]] {
    Self.parts.flatMap { $0.blocksOfTangent(self, tangent) }
  }
}
