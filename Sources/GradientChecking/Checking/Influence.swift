/// What the values of a block do to the function, in the function's unit, whatever theirs are: |gᵢ|·sᵢ
/// for a value that changes by its own scale sᵢ.
///
/// Derivatives after values of different units are no numbers to compare: 1e14 after a capacitance
/// and 1e-6 after a frequency may do the same. What noise and rounding make of a function has its
/// unit, so what is small is told there.
struct Influence: Sendable {
  /// How large a value that is 0 is taken to be: 1, or so much as makes the function another one
  /// than it is, if its largest derivative went on.
  private let unit: Double
  /// The largest |gᵢ|·sᵢ of the block.
  let largest: Double

  /// - Parameter output: How large the function is.
  init(of gradient: [Double], at values: [Double], output: Double) {
    let steepest = Point([gradient]).largest
    let unit = steepest > output ? output / steepest : 1
    self.unit = unit
    var largest = 0.0
    for (slope, value) in zip(gradient, values) {
      let influence = slope.magnitude * max(value.magnitude, unit)
      if influence > largest { largest = influence }
    }
    self.largest = largest
  }

  /// Those of all blocks.
  static func each(of gradient: Point, at point: Point, output: Double) -> [Influence] {
    zip(gradient.blocks, point.blocks).map { Influence(of: $0, at: $1, output: output) }
  }

  /// How large a derivative after a value has to be for an influence as large as the block's
  /// largest.
  func slope(at value: Double) -> Double { largest / max(value.magnitude, unit) }
}
