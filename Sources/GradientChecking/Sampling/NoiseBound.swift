/// What noise may add to a sample of a line.
struct NoiseBound {
  /// That of the function at the point, in any case.
  let absolute: Double
  /// What rounding adds, relative to what is rounded.
  let relative: Double
}

extension Line {
  /// The samples at ±h, with bounds on what noise may have added to them: beside the noise of the
  /// function at the point the rounding of what it changes by, and of where it is evaluated. That a
  /// displaced value is exact does not help a function that goes on to calculate with it: it makes
  /// of it what it would make of a value next to it.
  mutating func rung(_ step: Double, _ noise: NoiseBound) throws -> Rung {
    try expect(step, -step)
    func side(_ t: Double) throws -> Rung.Side {
      let sample = try sample(t)
      return Rung.Side(
        change: sample.change,
        noise: noise.absolute + noise.relative * (try changeSize(t)) * (1 + size / step),
        branches: sample.branches, isOnBranch: sample.isOnBranch)
    }
    return Rung(step: step, right: try side(step), left: try side(-step))
  }
}
