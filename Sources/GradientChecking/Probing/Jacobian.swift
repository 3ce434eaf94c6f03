/// The whole Jacobian of a small map, from its pullback and from differences.
///
///     let jacobian = try Jacobian(of: map)
///     print(jacobian.worst)
///
/// A check contracts the outputs with one cotangent, which is as good at telling right from wrong and
/// much cheaper; the Jacobian shows *which* output is wrong with respect to which value.
public struct Jacobian: Sendable {
  /// ∂output/∂value by the pullback of each output alone: a row an output, a column a value, the
  /// variables one after the other.
  public let analytic: [[Double]]
  /// The same by central differences at steps h and h/4, extrapolated.
  public let numeric: [[Double]]

  /// An entry with its two derivatives.
  public struct Entry: Sendable, Equatable {
    public let output: Int
    public let variable: String
    public let index: [Int]
    public let analytic: Double
    public let numeric: Double
  }

  /// The entry with the largest difference; nil where there is no entry.
  public let worst: Entry?

  private static let step = 1e-3

  /// - Throws: what the map throws.
  public init(of map: some DifferentiableMap) throws {
    let point = Point(map.variables)
    let base = try map.evaluate(at: point)
    var neighborhood = try map.neighborhood(of: point)
    analytic = try base.output.indices.map { output in
      var cotangent = [Double](repeating: 0, count: base.output.count)
      cotangent[output] = 1
      return try map.pullback(of: cotangent, at: point).blocks.flatMap { $0 }
    }
    var columns: [[Double]] = []
    var places: [(variable: Variable, offset: Int)] = []
    for (position, variable) in map.variables.enumerated() {
      for offset in variable.values.indices {
        func quotients(_ step: Double) throws -> [Double] {
          try neighborhood.column(
            variable: position, coordinate: offset, of: variable.values, step: step,
            precision: map.precision, outputs: base.output.count)
        }
        let (coarse, fine) = (try quotients(Jacobian.step), try quotients(Jacobian.step / 4))
        columns.append(zip(fine, coarse).map { $0 + ($0 - $1) / 15 })
        places.append((variable, offset))
      }
    }
    let numeric = base.output.indices.map { output in columns.map { $0[output] } }
    self.numeric = numeric
    var worst: (difference: Double, entry: Entry)?
    for (output, (a, n)) in zip(analytic, numeric).enumerated() {
      for (place, pair) in zip(places, zip(a, n)) {
        let difference = (pair.0 - pair.1).magnitude
        guard difference > worst?.difference ?? -1 else { continue }
        worst = (
          difference,
          Entry(
            output: output, variable: place.variable.name,
            index: place.variable.index(ofOffset: place.offset), analytic: pair.0,
            numeric: pair.1)
        )
      }
    }
    self.worst = worst?.entry
  }
}
