import GradientChecking
import Tensors

/// Several points on their way through a network, stacked in one batch.
struct StackedPoints<Scalar: TensorScalar> {
  /// What each point is known by.
  private(set) var numbers: [Int]
  /// That of one point after the other, along the first axis.
  var activation: Tensor<Scalar>
  /// The branches taken so far, place by place.
  var branches: [StackedBranches] = []

  /// - Parameter activation: Of any shape where there are no points.
  init(_ numbers: [Int], activation: Tensor<Scalar>) {
    self.numbers = numbers
    self.activation = activation
  }

  /// The number of points.
  var count: Int { numbers.count }

  /// The branches of the point at a position, at some of the places.
  func units(ofPoint position: Int, at places: Range<Int>) -> [UInt16] {
    // One array, where there is one, is compared with itself in no time.
    guard places.count != 1 else { return branches[places.lowerBound].ofPoints[position] }
    var units: [UInt16] = []
    units.reserveCapacity(places.reduce(0) { $0 + branches[$1].undisplaced.count })
    for place in places { units += branches[place].ofPoints[position] }
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

  /// Puts other points between these, which are as far on their way. Their branches are those of the last
  /// places; at all before they are not displaced.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  mutating func insert(_ others: StackedPoints, at position: Int) {
    guard others.count > 0 else { return }
    let known = branches.count - others.branches.count
    for place in branches.indices {
      let units =
        place < known
        ? Array(repeating: branches[place].undisplaced, count: others.count)
        : others.branches[place - known].ofPoints
      branches[place].ofPoints.insert(contentsOf: units, at: position)
    }
    activation = count == 0 ? others.activation : joined(others, at: position)
    numbers.insert(contentsOf: others.numbers, at: position)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func joined(_ others: StackedPoints, at position: Int) -> Tensor<Scalar> {
    let own = activation.count / count
    var shape = activation.shape.extents
    shape[0] += others.activation.shape[0]
    return Tensor(Shape(shape)) { stack in
      activation.withElements { here in
        others.activation.withElements { there in
          let (before, behind) = (here[..<(position * own)], here[(position * own)...])
          var rest = stack[...]
          for part in [before, there[...], behind] {
            rest = rest[rest.update(fromContentsOf: part)...]
          }
        }
      }
    }
  }

  /// Adds another activation of every point.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  mutating func add(_ other: Tensor<Scalar>) {
    guard count > 0 else { return }
    activation.withMutableElements { x in
      other.withElements { y in
        for i in x.indices { x[i] += y[i] }
      }
    }
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
