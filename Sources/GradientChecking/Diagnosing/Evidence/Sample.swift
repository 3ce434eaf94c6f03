/// One look at a block: its given and its right gradient, at the known coordinates, for one cotangent at
/// one point.
///
/// What several rows of the table need is worked out once.
final class Sample {
  let scene: Scene
  let position: Int
  let variable: Variable
  /// The known coordinates, ascending.
  let coordinates: [Int]
  let cotangent: [Double]
  /// The whole given gradient.
  let gradient: Point
  /// The given gradient, the right one, and a bound on the right one's error.
  let a: [Double]
  let n: [Double]
  let e: [Double]
  /// Whether the gradient is surely wrong there.
  let isWrong: [Bool]
  /// Whether a slope is known there: on a kink a right gradient need not be the numeric one.
  let isTelling: [Bool]
  private let describe: () -> MapFacts?

  init(
    _ scene: Scene, _ position: Int, _ variable: Variable, _ coordinates: [Int],
    _ cotangent: [Double], _ gradient: Point, n: [Double], e: [Double], isWrong: [Bool],
    isOnKink: [Bool], describe: @escaping () -> MapFacts?
  ) {
    self.scene = scene
    self.position = position
    self.variable = variable
    self.coordinates = coordinates
    self.cotangent = cotangent
    self.gradient = gradient
    self.n = n
    self.e = e
    self.isWrong = isWrong
    self.describe = describe
    a = coordinates.map { gradient[position][$0] }
    isTelling = zip(isWrong, isOnKink).map { $0 || !$1 }
  }

  /// Given less right.
  lazy var defect: [Double] = zip(a, n).map { $0 - $1 }
  /// The values of the variable.
  lazy var x: [Double] = coordinates.map { scene.point[position][$0] }
  /// The same at all coordinates, known or not.
  var wholeValues: [Double] { scene.point[position] }
  lazy var facts: MapFacts = describe() ?? MapFacts()
  lazy var fields: [Field] =
    whole.map { whole in
      whole.sample.fields.map { $0.restricted(to: whole.positions) }
    } ?? Field.all(ofBlockIn: self)
  lazy var outputFields: [Field] = whole?.sample.outputFields ?? Field.all(ofOutputsIn: self)
  /// What this is a part of.
  private var whole: (sample: Sample, positions: [Int])?

  /// The values of a field of another sample here; nil where it is not told.
  func values(_ field: Field, at number: Int) -> [Double]? {
    Sample.values(field, at: number, of: fields)
  }

  /// The values of a field of another sample's outputs here; nil where it is not told.
  func outputValues(_ field: Field, at number: Int) -> [Double]? {
    Sample.values(field, at: number, of: outputFields)
  }

  private static func values(_ field: Field, at number: Int, of fields: [Field]) -> [Double]? {
    number < fields.count && fields[number].symbol == field.symbol ? fields[number].values : nil
  }

  var columns: [[Double]] { scene.columns[position] }
  var isComplete: Bool { coordinates.count == variable.values.count }

  /// What the gradient would be for another cotangent, by the Jacobian; nil where that is not known.
  func right(for cotangent: [Double]) -> [Double]? {
    guard columns.count == coordinates.count else { return nil }
    return columns.map { column in
      var sum = 0.0
      for (u, slope) in zip(cotangent, column) { sum += u * slope }
      return sum
    }
  }

  /// ∂yᵢ/∂xᵢ where each value moves the output of its own place only; nil of another map.
  lazy var slopes: [Double]? = {
    guard columns.count == coordinates.count, scene.output.count == variable.values.count,
      scene.output.count > 1
    else { return nil }
    for (i, column) in zip(coordinates, columns) {
      let largest = column.reduce(0) { max($0, $1.magnitude) }
      for (j, slope) in column.enumerated() where j != i {
        if slope.magnitude > 1e-6 * largest { return nil }
      }
    }
    return zip(coordinates, columns).map { $1[$0] }
  }()

  /// The sample at some of its coordinates only, given by their positions.
  func restricted(to positions: [Int]) -> Sample {
    let part = Scene(
      scene.variables, scene.outputShapes, scene.point, scene.output,
      isShuffled: scene.isShuffled)
    part.columns = scene.columns
    part.error = scene.error
    if !columns.isEmpty { part.columns[position] = positions.map { columns[$0] } }
    let restricted = Sample(
      part, position, variable, positions.map { coordinates[$0] }, cotangent, gradient,
      n: positions.map { n[$0] }, e: positions.map { e[$0] },
      isWrong: positions.map { isWrong[$0] }, isOnKink: positions.map { !isTelling[$0] },
      describe: { [facts] in facts })
    restricted.whole = (self, positions)
    return restricted
  }

  /// A few of the coordinates at which there is most to explain, and some at which there is nothing; nil
  /// where there are no more.
  var screened: Sample? {
    guard a.count > 32 else { return nil }
    let order = defect.indices.sorted { defect[$0].magnitude > defect[$1].magnitude }
    return restricted(to: Array(Set(order.prefix(12) + order.suffix(4))).sorted())
  }
}
