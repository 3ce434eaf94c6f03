import GradientChecking
import Tensors

/// Several points on their way through a network, stacked in one batch.
struct StackedPoints<Scalar: TensorScalar> {
  /// The branches taken at one kinked place.
  enum Branches {
    /// The same by every point.
    case ofAll([UInt16])
    /// By one point after the other.
    case ofEach([UInt16])
  }

  /// The number of points.
  let count: Int
  /// That of one point after the other, along the first axis.
  var activation: Tensor<Scalar>
  /// The branches taken so far, place by place.
  var branches: [Branches] = []

  /// The branches of one point at some of the places.
  func units(of point: Int, at places: Range<Int>) -> [UInt16] {
    func units(_ branches: Branches) -> [UInt16] {
      switch branches {
      case .ofAll(let units): return units
      case .ofEach(let units):
        let own = units.count / count
        return Array(units[point * own..<(point + 1) * own])
      }
    }
    // One array, where there is one, is compared with itself in no time.
    return places.count == 1
      ? units(branches[places.lowerBound]) : branches[places].flatMap(units)
  }

  /// The activation of one point.
  func activation(of point: Int) -> Tensor<Scalar> {
    var shape = activation.shape.extents
    shape[0] /= count
    let own = activation.count / count
    return Tensor(Shape(shape), Array(activation.elements[point * own..<(point + 1) * own]))
  }

  /// Adds one activation to that of every point.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  mutating func add(_ other: Tensor<Scalar>) {
    activation.withMutableElements { x in
      other.withElements { y in
        for start in stride(from: 0, to: x.count, by: y.count) {
          for i in 0..<y.count { x[start + i] += y[i] }
        }
      }
    }
  }
}

extension Shape {
  /// That of so many batches of this shape, one after the other along the first axis.
  func stacked(_ count: Int) -> Shape {
    guard rank > 0 else { return self }
    var extents = extents
    extents[0] *= count
    return Shape(extents)
  }
}
