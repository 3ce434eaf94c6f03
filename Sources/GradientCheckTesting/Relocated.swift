import GradientChecking

/// A map with other values for its variables.
typealias Relocated = RelocatedMap

extension RelocatedMap {
  /// - Throws: where `point` has not the sizes of the variables.
  init(_ base: Base, to point: Point, named subject: String) throws(Misfit) {
    let variables = base.variables
    guard point.blocks.count == variables.count else {
      throw Misfit(
        "the number of blocks of the point is \(point.blocks.count), that of the variables of "
          + "\(subject) is \(variables.count): \(variables.map(\.name).joined(separator: ", "))")
    }
    for (variable, block) in zip(variables, point.blocks)
    where block.count != variable.values.count {
      throw Misfit(
        "the number of values of the point for \(variable.name) is \(block.count), that of "
          + "\(subject) is \(variable.values.count), of shape \(variable.shape)")
    }
    self.init(base, to: point)
  }
}
