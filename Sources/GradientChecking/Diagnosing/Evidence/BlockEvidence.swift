/// What is known of the gradient of one variable, at some or all of its coordinates.
struct BlockEvidence {
  let position: Int
  let variable: Variable
  /// The known coordinates, ascending.
  let coordinates: [Int]
  /// Whether the slopes of the two sides differ there.
  let isOnKink: [Bool]
  /// The coordinates at which the function jumps.
  let jumps: [Int]
  /// Whether something may be wrong with it.
  let isSuspect: Bool
  /// The looks at it, that of the check first.
  let samples: [Sample]
  /// The points at which its Jacobian is known.
  let scenes: [Scene]

  var analytic: [Double] { samples[0].a }
  var numeric: [Double] { samples[0].n }
  var isWrong: [Bool] { samples[0].isWrong }
  var values: [Double] { samples[0].x }

  /// The single entry that is wrong, of several: "x[2, 1]".
  var onlyWrong: String? {
    let wrong = isWrong.indices.filter { isWrong[$0] }
    return wrong.count == 1 && isWrong.count > 1
      ? "\(variable.name)\(variable.index(ofOffset: coordinates[wrong[0]]))" : nil
  }

  /// Whether every coordinate is known in every sample.
  var isComplete: Bool {
    coordinates.count == variable.values.count && samples.allSatisfy(\.isComplete)
  }

  /// Whether it was looked at from more than one point.
  var isConfirmed: Bool { scenes.count > 1 }

  /// The right gradient in the situation of another block's sample, whose given one is that if nothing is
  /// wrong with it.
  func right(for sample: Sample) -> [Double]? {
    guard isSuspect else { return coordinates.map { sample.gradient[position][$0] } }
    return samples.first { $0.scene === sample.scene && $0.cotangent == sample.cotangent }?.n
  }

  /// The evidence at those coordinates of each sample that are inside, given by their positions.
  func restricted(to isInside: (Sample, Int) -> Bool) -> BlockEvidence {
    BlockEvidence(
      position: position, variable: variable, coordinates: coordinates, isOnKink: isOnKink,
      jumps: jumps, isSuspect: isSuspect,
      samples: samples.map { sample in
        sample.restricted(to: sample.a.indices.filter { isInside(sample, $0) })
      }, scenes: scenes)
  }
}
