/// What noise may add to a sample of a line.
struct NoiseBound {
  /// That of the function at the point, in any case.
  let absolute: Double
  /// What rounding adds, relative to what is rounded.
  let relative: Double

  /// The bound for the sample at `t`: beside the noise of the function at the point the rounding of
  /// what it changes by, and of where it is evaluated. That a displaced value is exact does not
  /// help a function that goes on to calculate with it: it makes of it what it would make of a
  /// value next to it.
  func callAsFunction(at t: Double, of line: inout Line) throws -> Double {
    absolute + relative * (try line.changeSize(t)) * (1 + line.size / t.magnitude)
  }

  /// The larger of the bounds for the samples on both sides.
  func callAsFunction(beside h: Double, of line: inout Line) throws -> Double {
    max(try self(at: h, of: &line), try self(at: -h, of: &line))
  }
}
