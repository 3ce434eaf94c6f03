import GradientChecking
import _Differentiation

/// The coordinates of an array are those of its elements: one block where each element is one of the same
/// shape, else blocks named by index, such as "[2].weight".
extension Array: Coordinated where Element: Coordinated {
  public static var precision: Precision { Element.precision }

  public static var isFlat: Bool { Element.isFlat }

  public var blocks: [CoordinateBlock] {
    if let numbers { return [CoordinateBlock(shape: [count], values: numbers)] }
    let elements = map(\.blocks)
    guard let shape = Self.commonShape(elements) else {
      return elements.enumerated().flatMap { place, blocks in
        blocks.map { $0.inside("[\(place)]") }
      }
    }
    return [
      CoordinateBlock(shape: [count] + shape, values: elements.flatMap { $0.flatMap(\.values) })
    ]
  }

  public func moved(to blocks: ArraySlice<[Double]>) -> [Element] {
    if numbers != nil { return unsafeBitCast(blocks[blocks.startIndex], to: [Element].self) }
    return zip(self, split(blocks)).map { $0.moved(to: $1) }
  }

  public func tangent(_ blocks: ArraySlice<[Double]>) -> TangentVector {
    if numbers != nil {
      let numbers = blocks[blocks.startIndex]
      return TangentVector(unsafeBitCast(numbers, to: [Element.TangentVector].self))
    }
    return TangentVector(zip(self, split(blocks)).map { $0.tangent($1) })
  }

  public func blocks(of tangent: TangentVector) -> [[Double]] {
    // The zero of an array's tangent vectors is empty, whatever the array.
    if tangent.base.isEmpty { return blocks.map { $0.values.map { _ in 0 } } }
    if numbers != nil { return [unsafeBitCast(tangent.base, to: [Double].self)] }
    // One with another number of elements keeps its size, which then is seen to be wrong.
    let elements = tangent.base.enumerated().map { place, tangent in
      place < count ? self[place].blocks(of: tangent) : self.first?.blocks(of: tangent) ?? []
    }
    return Self.commonShape(map(\.blocks)) == nil
      ? elements.flatMap { $0 } : [elements.flatMap { $0.flatMap { $0 } }]
  }

  /// The elements where they are doubles: what needs no detour by blocks of one number.
  private var numbers: [Double]? {
    Element.self == Double.self ? unsafeBitCast(self, to: [Double].self) : nil
  }

  /// The shape that all elements have, each being a single block; nil where they are not.
  private static func commonShape(_ elements: [[CoordinateBlock]]) -> [Int]? {
    guard let first = elements.first else { return [] }
    guard first.count == 1, first[0].name.isEmpty else { return nil }
    let isCommon = elements.allSatisfy {
      $0.count == 1 && $0[0].name.isEmpty && $0[0].shape == first[0].shape
    }
    return isCommon ? first[0].shape : nil
  }

  /// The blocks of each element.
  private func split(_ blocks: ArraySlice<[Double]>) -> [ArraySlice<[Double]>] {
    let elements = map(\.blocks)
    if let shape = Self.commonShape(elements) {
      let size = shape.reduce(1, *)
      let values = blocks[blocks.startIndex]
      return indices.map { [Array<Double>(values[$0 * size..<($0 + 1) * size])][...] }
    }
    var start = blocks.startIndex
    return elements.map { element in
      defer { start += element.count }
      return blocks[start..<start + element.count]
    }
  }
}
