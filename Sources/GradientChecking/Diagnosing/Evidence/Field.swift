import Foundation

/// A number for each known coordinate of a block, or for each output, that a gradient may have been
/// multiplied or divided by.
struct Field {
  /// What the numbers are.
  enum Kind {
    /// The values of the variable itself.
    case own
    /// The outputs, where there is one for each value.
    case output
    case cotangent
    /// What the function tells.
    case told
    /// Those of another variable.
    case variable
    /// A size of each row or column of a variable.
    case statistic
    /// One number for the whole block.
    case constant
    /// The derivative of each output by its own value.
    case slope
  }

  /// How a cause is told from others: "x", "y".
  let symbol: String
  /// How one speaks of it: "weight", "the norm of each row of x".
  let name: String
  let kind: Kind
  let values: [Double]

  /// A function of a field.
  struct Expression: Sendable {
    let text: @Sendable (String) -> String
    let value: @Sendable (Double) -> Double
    /// How far-fetched it is, in bits.
    let cost: Double
    /// Whether it tells nothing of what is positive.
    var isOfSign = false

    /// What the reciprocal is of: "x" of "1/x"; nil of another function.
    func divisor(_ name: String) -> String? {
      let text = text(name)
      return text.hasPrefix("1/") ? String(text.dropFirst(2)) : nil
    }

    init(
      _ cost: Double, _ text: @escaping @Sendable (String) -> String,
      isOfSign: Bool = false, _ value: @escaping @Sendable (Double) -> Double
    ) {
      self.isOfSign = isOfSign
      (self.cost, self.text, self.value) = (cost, text, value)
    }
  }

  /// What it may leave of an error unexplained. A size or a constant is one number a point or a few, so that each
  /// has to fit the better.
  var tolerance: Double { kind == .constant || kind == .statistic ? Field.tolerance : 1e-3 }
  static let tolerance = 2e-5

  /// The functions that it is looked at by: of sizes and constants only powers.
  var expressions: [Expression] {
    kind == .constant || kind == .statistic ? Field.powers : Field.functions
  }

  private static let powers: [Expression] = [
    Expression(0, { $0 }, { $0 }), Expression(0, { "1/\($0)" }, { 1 / $0 }),
    Expression(2, { "\($0)²" }, { $0 * $0 }), Expression(2, { "1/\($0)²" }, { 1 / ($0 * $0) }),
    Expression(3, { "√\($0)" }, { $0.squareRoot() }),
    Expression(3, { "1/√\($0)" }, { 1 / $0.squareRoot() }),
    Expression(4, { "\($0)³" }, { $0 * $0 * $0 }),
    Expression(4, { "1/\($0)³" }, { 1 / ($0 * $0 * $0) }),
  ]

  private static let functions: [Expression] =
    powers + [
      Expression(2, { "|\($0)|" }, isOfSign: true, { $0.magnitude }),
      Expression(2, { "sign(\($0))" }, isOfSign: true, { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }),
      Expression(2, { "1 − \($0)" }, { 1 - $0 }),
      Expression(3, { "1/(1 − \($0))" }, { 1 / (1 - $0) }),
      Expression(2, { "1 + \($0)" }, { 1 + $0 }),
      Expression(3, { "1/(1 + \($0))" }, { 1 / (1 + $0) }),
      Expression(2, { "\($0)(1 − \($0))" }, { $0 * (1 - $0) }),
      Expression(3, { "1/(\($0)(1 − \($0)))" }, { 1 / ($0 * (1 - $0)) }),
      Expression(2, { "1 − \($0)²" }, { 1 - $0 * $0 }),
      Expression(3, { "1/(1 − \($0)²)" }, { 1 / (1 - $0 * $0) }),
      Expression(3, { "1 + \($0)²" }, { 1 + $0 * $0 }),
      Expression(3, { "1/(1 + \($0)²)" }, { 1 / (1 + $0 * $0) }),
      Expression(4, { "exp \($0)" }, { exp($0) }),
      Expression(3, { "σ(\($0))" }, { 1 / (1 + exp(-$0)) }),
      Expression(3, { "1/σ(\($0))" }, { 1 + exp(-$0) }),
      Expression(3, { "1 − σ(\($0))" }, { 1 / (1 + exp($0)) }),
      Expression(3, { "1/(1 − σ(\($0)))" }, { 1 + exp($0) }),
      Expression(5, { "1 − 1/exp \($0)" }, { 1 - exp(-$0) }),
      Expression(3, { "1/σ'(\($0))" }, { 2 + exp(-$0) + exp($0) }),
      Expression(3, { "1/tanh'(\($0))" }, { cosh($0) * cosh($0) }),
      Expression(5, { "1/exp \($0)" }, { exp(-$0) }),
      Expression(5, { "cos \($0)" }, { cos($0) }), Expression(5, { "sin \($0)" }, { sin($0) }),
    ]

  // MARK: - Of a block, and of outputs

  static func all(ofBlockIn sample: Sample) -> [Field] {
    let count = sample.variable.values.count
    let (point, output) = (sample.scene.point, sample.scene.output)
    var whole = [Field("x", sample.variable.name, .own, point[sample.position])]
    if output.count == count, count > 1 {
      whole.append(Field("y", "the output", .output, output))
      whole.append(Field("g", "the gradient from above", .cotangent, sample.cotangent))
    }
    whole += sample.facts.fields.filter {
      $0.block == sample.variable.name && $0.values.count == count
    }.map { Field($0.name, $0.name, .told, $0.values) }
    let names = sample.gradient.blocks.indices.map { sample.scene.variables[$0].name }
    for (position, values) in point.blocks.enumerated() where position != sample.position {
      whole += broadcast(names[position], names[position], values, over: sample.variable.shape)
    }
    if output.count != count {
      whole += broadcast("y", "the output", output, over: sample.variable.shape)
    }
    for (variable, values) in zip(sample.scene.variables, point.blocks) {
      whole += sizes(variable, values, over: sample.variable.shape)
    }
    var fields = whole.map { $0.restricted(to: sample.coordinates) }
    fields += constants(in: sample).map { name, value in
      Field(name, name, .constant, sample.coordinates.map { _ in value })
    }
    if let slopes = sample.slopes {
      fields.append(Field("slope", "the slope", .slope, slopes))
    } else if output.count == 1 {
      fields.append(Field("slope", "the derivative itself", .slope, sample.n))
    }
    return fields
  }

  static func all(ofOutputsIn sample: Sample) -> [Field] {
    let (point, output) = (sample.scene.point, sample.scene.output)
    guard output.count > 1 else { return [] }
    var fields = [Field("y", "the output", .output, output)]
    fields += sample.facts.fields.filter { $0.block == nil && $0.values.count == output.count }
      .map { Field($0.name, $0.name, .told, $0.values) }
    for shape in sample.scene.outputShapes.prefix(2) {
      for (position, values) in point.blocks.enumerated() {
        let name = sample.scene.variables[position].name
        fields += broadcast(name, name, values, over: shape)
        fields += sizes(sample.scene.variables[position], values, over: shape)
      }
    }
    return fields
  }

  /// Of so few values of a variable each may be a factor by itself.
  private static let fewEntries = 4

  /// Numbers that are the same for all of a block: scalars, sizes of variables, the function's value.
  private static func constants(in sample: Sample) -> [(name: String, value: Double)] {
    var constants: [(String, Double)] = []
    let (point, output) = (sample.scene.point, sample.scene.output)
    if output.count == 1 {
      constants.append(("the function's value", output[0]))
      constants.append(("e to the function's value", exp(output[0])))
    } else {
      constants.append(("the norm of the outputs", dot(output, output).squareRoot()))
    }
    for (variable, values) in zip(sample.scene.variables, point.blocks) {
      if values.count == 1 {
        constants.append((variable.name, values[0]))
        constants.append(("1 − \(variable.name)", 1 - values[0]))
        constants.append(("1 + \(variable.name)", 1 + values[0]))
        constants.append(("exp \(variable.name)", exp(values[0])))
      } else if !values.isEmpty {
        for (i, value) in values.enumerated() where values.count <= Field.fewEntries {
          constants.append(("\(variable.name)\(variable.index(ofOffset: i))", value))
        }
        constants.append(("the norm of \(variable.name)", dot(values, values).squareRoot()))
        constants.append(("the sum of \(variable.name)", values.reduce(0, +)))
      }
    }
    return constants.map { (name: $0.0, value: $0.1) }
  }

  /// A variable's values over a shape: of the same size, or along an axis of the same extent.
  private static func broadcast(
    _ symbol: String, _ name: String, _ values: [Double], over shape: [Int]
  ) -> [Field] {
    let grid = Grid(shape)
    guard values.count > 1, grid.count > 1 else { return [] }
    if values.count == grid.count { return [Field(symbol, name, .variable, values)] }
    return shape.indices.filter { shape[$0] == values.count }.map { axis in
      Field(symbol, name, .variable, (0..<grid.count).map { values[grid.index($0, along: axis)] })
    }
  }

  /// The norm and the deviation of each row, column or other slice of a variable, over a shape with an axis of the
  /// same extent.
  private static func sizes(_ variable: Variable, _ values: [Double], over shape: [Int]) -> [Field]
  {
    let grid = Grid(variable.shape)
    guard variable.shape.count > 1, values.count <= 4096 else { return [] }
    return variable.shape.indices.filter { variable.shape[$0] > 1 }.flatMap { axis -> [Field] in
      let slices = (0..<variable.shape[axis]).map { grid.slice(values, axis, $0) }
      let norms = slices.map { dot($0, $0).squareRoot() }
      let deviations = slices.map { slice in
        let (count, mean) = (Double(slice.count), slice.reduce(0, +) / Double(slice.count))
        return (slice.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
      }
      let each =
        variable.shape.count > 2 ? "slice along axis \(axis)" : axis == 0 ? "row" : "column"
      return [("norm", norms), ("deviation", deviations)].flatMap { word, sizes in
        let name = "the \(word) of each \(each) of \(variable.name)"
        return broadcast(name, name, sizes, over: shape).map {
          Field(name, name, .statistic, $0.values)
        }
      }
    }
  }

  init(_ symbol: String, _ name: String, _ kind: Kind, _ values: [Double]) {
    (self.symbol, self.name, self.kind, self.values) = (symbol, name, kind, values)
  }

  /// The numbers at some positions only.
  func restricted(to positions: [Int]) -> Field {
    Field(symbol, name, kind, positions.map { values[$0] })
  }

  /// The places of a block that share all indices but those along some axes.
  struct Partition {
    let name: String
    let groups: [[Int]]

    /// Rows and columns, samples and channels of a shape.
    static func all(_ shape: [Int]) -> [Partition] {
      let grid = Grid(shape)
      let long = shape.indices.filter { shape[$0] > 1 }
      guard long.count > 1 else {
        return long.isEmpty ? [] : [Partition(name: "block", groups: [Array(0..<grid.count)])]
      }
      func along(_ name: String, _ axes: [Int]) -> Partition {
        Partition(name, grid) { offset in axes.map { grid.index(offset, along: $0) } }
      }
      var partitions = [along("row", Array(shape.indices.dropLast()))]
      partitions.append(along(shape.count > 2 ? "channel" : "column", [1]))
      if shape.count > 2 { partitions.append(along("sample", [0])) }
      if shape.count == 4 { partitions.append(along("plane", [0, 1])) }
      if shape.count == 3 { partitions.append(along("last axis", [2])) }
      return partitions
    }

    /// The same, and those along any axes, all of a block, and groups of neighboring channels.
    static func every(_ shape: [Int]) -> [Partition] {
      let grid = Grid(shape)
      var partitions = all(shape)
      func add(_ partition: Partition) {
        if !partitions.contains(where: { $0.groups == partition.groups }) {
          partitions.append(partition)
        }
      }
      guard shape.count > 1, shape.count < 6, grid.count <= 4096 else { return partitions }
      for set in 0..<(1 << shape.count) - 1 {
        let axes = shape.indices.filter { set >> $0 & 1 == 1 }
        let list = axes.map(String.init).joined(separator: ", ")
        add(
          Partition(
            axes.isEmpty ? "block" : "slice along \(axes.count > 1 ? "axes" : "axis") \(list)", grid
          ) {
            offset in axes.map { grid.index(offset, along: $0) }
          })
      }
      for size in 2..<max(3, shape[1]) where size < shape[1] && shape[1] % size == 0 {
        add(
          Partition(
            "\(shape.count > 2 ? "sample and" : "row and") group of \(size) along axis 1", grid
          ) {
            [grid.index($0, along: 0), grid.index($0, along: 1) / size]
          })
      }
      return partitions
    }

    private init(_ name: String, _ grid: Grid, key: (Int) -> [Int]) {
      let keys = Dictionary(grouping: 0..<grid.count, by: key)
      // In a fixed order: sums over the groups round by it.
      self.init(name: name, groups: keys.values.sorted { $0[0] < $1[0] })
    }

    init(name: String, groups: [[Int]]) { (self.name, self.groups) = (name, groups) }
  }
}
