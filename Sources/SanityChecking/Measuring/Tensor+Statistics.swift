import Tensors

extension Tensor {
  /// The Euclidean norm, summed in double precision.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func norm() -> Double { dot(self).squareRoot() }

  /// The Euclidean norm of the difference from another tensor.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func distance(to other: Tensor) -> Double {
    withElements { x in
      other.withElements { y in
        Tensor<Double>.sum(x.count) { i in
          let difference = Double(x[i]) - Double(y[i])
          return difference * difference
        }.squareRoot()
      }
    }
  }

  /// The sum of the products of corresponding elements.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func dot(_ other: Tensor) -> Double {
    withElements { x in
      other.withElements { y in
        Tensor<Double>.sum(x.count) { Double(x[$0]) * Double(y[$0]) }
      }
    }
  }

  /// The mean and the standard deviation of all elements.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func moments() -> (mean: Double, standardDeviation: Double) {
    withElements { x in
      guard x.count > 0 else { return (0, 0) }
      let squares = Tensor<Double>.sum(x.count) { Double(x[$0]) * Double(x[$0]) }
      let mean = Tensor<Double>.sum(x.count) { Double(x[$0]) } / Double(x.count)
      // Not `max`, which would turn what is not a number into 0.
      let variance = squares / Double(x.count) - mean * mean
      return (mean, (variance < 0 ? 0 : variance).squareRoot())
    }
  }

  /// |2x| + 10⁻³ for each element x: a tensor on which any penalty is larger.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func enlarged() -> Tensor { map { abs(2 * $0) + 1e-3 } }

  /// The largest magnitude; not a number where any element is not.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func largestMagnitude() -> Double {
    withElements { x in
      var largest = 0.0
      for i in 0..<x.count {
        let magnitude = Double(abs(x[i]))
        if !(magnitude <= largest) { largest = magnitude }
        if largest.isNaN { return largest }
      }
      return largest
    }
  }

  /// The share of elements outside an interval.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func share(outside interval: ClosedRange<Scalar>) -> Double {
    withElements { x in
      var outside = 0
      for i in 0..<x.count where x[i] < interval.lowerBound || x[i] > interval.upperBound {
        outside += 1
      }
      return Double(outside) / Double(Swift.max(1, x.count))
    }
  }
}

// MARK: - Units

extension Tensor {
  /// Units and places of [N, C], a sequence [N, T, C] or [N, C, H, W]; nil for other ranks.
  private var layout: (samples: Int, units: Int, places: Int)? {
    guard (2...4).contains(shape.rank), count > 0 else { return nil }
    return shape.rank == 3
      ? (shape[0] * shape[1], shape[2], 1) : (shape[0], shape[1], shape.stride(of: 1))
  }

  /// For each unit whether it is positive anywhere.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func activeUnits() -> [Bool]? {
    guard let (samples, units, places) = layout else { return nil }
    var active = [Bool](repeating: false, count: units)
    withElements { x in
      for n in 0..<samples {
        for unit in 0..<units where !active[unit] {
          let start = (n * units + unit) * places
          for i in start..<start + places where x[i] > 0 {
            active[unit] = true
            break
          }
        }
      }
    }
    return active
  }

  /// The standard deviation between units at the same sample and place, root mean square over those.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func unitDeviation() -> Double? {
    guard let (samples, units, places) = layout, units > 1 else { return nil }
    var total = 0.0
    withElements { x in
      for n in 0..<samples {
        for place in 0..<places {
          let start = n * units * places + place
          // About the first unit, so that equal units come to exactly 0.
          let origin = Double(x[start])
          var (sum, squares) = (0.0, 0.0)
          for unit in 1..<units {
            let difference = Double(x[start + unit * places]) - origin
            sum += difference
            squares += difference * difference
          }
          let mean = sum / Double(units)
          total += squares / Double(units) - mean * mean
        }
      }
    }
    return (total / Double(samples * places)).squareRoot()
  }
}
