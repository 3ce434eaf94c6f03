import GradientChecking

/// f(x) = ⟨theirs, x⟩, whose gradient is theirs, and ours is claimed to be: so that a check of it says what kind
/// of mistake leads from one to the other.
struct RecordedFunction: DifferentiableFunction {
  let variables: [Variable]
  private let ours: [[Double]]
  private let theirs: [[Double]]
  let precision: Precision

  /// More numbers take too long to look at.
  private static let mostNumbers = 1 << 21

  private init(_ pairs: [GradientComparison.Pair], precision: Precision) {
    variables = pairs.map {
      Variable($0.name, shape: $0.shape, role: .parameter, values: $0.ours.map { _ in 0 })
    }
    ours = pairs.map(\.ours)
    theirs = pairs.map(\.theirs)
    self.precision = precision
  }

  /// What kind of mistake it probably is, where one is recognized.
  static func diagnoses(of pairs: [GradientComparison.Pair], tolerance: Double) -> [Diagnosis] {
    var (looked, numbers) = ([GradientComparison.Pair](), 0)
    for pair in pairs.sorted(by: { $0.theirs.count < $1.theirs.count })
    where numbers + pair.theirs.count <= mostNumbers {
      looked.append(pair)
      numbers += pair.theirs.count
    }
    guard !looked.isEmpty else { return [] }
    let function = RecordedFunction(looked, precision: tolerance > 1e-6 ? .float : .double)
    // Numbers that are not finite are named by the rows.
    let report = try? GradientChecker().check(function, named: "the gradient")
    return report?.diagnoses ?? []
  }

  func value(at point: Point) -> Double {
    zip(theirs, point.blocks).reduce(0) { sum, pair in
      var own = 0.0
      for i in pair.0.indices { own += pair.0[i] * pair.1[i] }
      return sum + own
    }
  }

  func gradient(at point: Point) -> Point { Point(ours) }

  func neighborhood(of point: Point) -> any Neighborhood {
    Steps(base: value(at: point), theirs: theirs)
  }

  /// Along a coordinate the value changes by one product.
  private struct Steps: Neighborhood {
    let base: Double
    let theirs: [[Double]]

    mutating func evaluate(_ displacement: Displacement, step: Double) -> Evaluation {
      let slopes = theirs[displacement.variable]
      switch displacement.direction {
      case .coordinate(let coordinate): return Evaluation([base + step * slopes[coordinate]])
      case .vector(let vector):
        var change = 0.0
        for i in slopes.indices { change += slopes[i] * vector[i] }
        return Evaluation([base + step * change])
      }
    }
  }
}
