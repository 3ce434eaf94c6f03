import RealModule
import Tensors

/// The lines of elements of a shape along one of its axes.
struct Lanes: Sendable {
  private let length: Int
  private let step: Int
  let count: Int

  init(_ shape: Shape, axis: Int) {
    length = shape[axis]
    step = shape.stride(of: axis)
    count = length == 0 ? 0 : shape.count / length
  }

  /// The lines along an axis that counts from the end where it is negative.
  ///
  /// - Throws: ``InputError`` in the name of `layer` where the shape has no such axis.
  init(_ shape: Shape, axis: Int, of layer: some Layer) throws(InputError) {
    let rank = shape.rank
    guard (-rank..<rank).contains(axis) else {
      throw InputError(
        "\(layer)", expects: "input of rank \(axis < 0 ? -axis : axis + 1) or more",
        got: "\(shape)")
    }
    self.init(shape, axis: axis < 0 ? axis + rank : axis)
  }

  /// The offsets of the elements of one lane.
  @inline(__always)
  func positions(_ lane: Int) -> StrideTo<Int> {
    let start = lane / step * step * length + lane % step
    return stride(from: start, to: start + length * step, by: step)
  }
}

extension Lanes {
  /// y = e^(x − m) of one lane, where m, its largest x, keeps everything from overflowing; over their sum that is its
  /// softmax, and x − m − log sum the logarithm of that.
  @inline(__always)
  func exponentials<Scalar: TensorScalar>(
    _ lane: Int, of x: UnsafeBufferPointer<Scalar>, into y: UnsafeMutableBufferPointer<Scalar>
  ) -> (maximum: Scalar, sum: Scalar) {
    let positions = positions(lane)
    var (maximum, sum): (Scalar, Scalar) = (-.infinity, 0)
    for i in positions { maximum = Swift.max(maximum, x[i]) }
    for i in positions {
      y[i] = Scalar.exp(x[i] - maximum)
      sum += y[i]
    }
    return (maximum, sum)
  }
}
