import GradientChecking
import Tensors

/// Several points on their way through a network, stacked in one batch.
struct StackedPoints<Scalar: TensorScalar> {
  /// What each point is known by.
  private(set) var numbers: [Int]
  /// That of one point after the other, along the first axis.
  private(set) var activation: Tensor<Scalar>
  /// The branches taken, place by place, of each point.
  var branches: [[[UInt16]]] = []

  init(_ numbers: [Int], activation: Tensor<Scalar>) {
    self.numbers = numbers
    self.activation = activation
  }

  /// The number of points.
  var count: Int { numbers.count }

  /// The branches of the point at a position, at some of the places.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func units(ofPoint position: Int, at places: Range<Int>) -> [UInt16] {
    // One array, where there is one, is compared with itself in no time.
    guard places.count != 1 else { return branches[places.lowerBound][position] }
    var units: [UInt16] = []
    units.reserveCapacity(places.reduce(0) { $0 + branches[$1][position].count })
    for place in places { units += branches[place][position] }
    return units
  }

  /// The activation of the point at a position.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func activation(ofPoint position: Int) -> Tensor<Scalar> {
    var shape = activation.shape.extents
    shape[0] /= count
    let own = activation.count / count
    return Tensor(Shape(shape), Array(activation.elements[position * own..<(position + 1) * own]))
  }

  /// Adds other points that are as far on their way.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  mutating func append(_ others: StackedPoints) {
    var shape = activation.shape.extents
    shape[0] += others.activation.shape[0]
    activation = Tensor(Shape(shape)) { stack in
      activation.withElements { here in
        others.activation.withElements { there in
          let rest = stack[stack.update(fromContentsOf: here)...]
          _ = rest.update(fromContentsOf: there)
        }
      }
    }
    numbers += others.numbers
  }
}

extension Shape {
  /// That of so many batches of this shape, one after the other along the first axis.
  func stacked(_ count: Int) -> Shape {
    var extents = extents
    extents[0] *= count
    return Shape(extents)
  }
}

extension Tensor {
  /// So many copies, one after the other along the first axis.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func stacked(_ count: Int) -> Tensor {
    Tensor(shape.stacked(count)) { stack in
      withElements { own in
        var rest = stack[...]
        for _ in 0..<count { rest = rest[rest.update(fromContentsOf: own)...] }
      }
    }
  }
}
