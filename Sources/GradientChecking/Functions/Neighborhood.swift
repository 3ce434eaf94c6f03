/// A move away from a point, within one variable.
public struct Displacement: Sendable {
  public enum Direction: Sendable {
    /// Along one coordinate of the variable.
    case coordinate(Int)
    /// Along a vector of the variable's size.
    case vector([Double])
  }

  /// The position of the variable in the function's list.
  public let variable: Int
  public let direction: Direction

  public init(variable: Int, direction: Direction) {
    self.variable = variable
    self.direction = direction
  }

  /// Moves `values`, the variable's, by `step` times the direction.
  public func move(_ values: inout [Double], by step: Double) {
    switch direction {
    case .coordinate(let coordinate): values[coordinate] += step
    case .vector(let vector):
      for i in values.indices { values[i] += step * vector[i] }
    }
  }
}

/// Evaluates a function at points that differ from a base point in one variable.
///
/// Values, not references: each thread works on a copy of its own.
///
/// What a neighborhood leaves out because the displacement does not reach it is a shortcut, and every
/// check compares some displacements of each variable with the plain evaluation. Where they differ the
/// shortcut is not used, and the report says so.
public protocol Neighborhood: Sendable {
  /// The evaluation at the base point moved by `step` times the displacement's direction; the base
  /// point is as before afterwards.
  ///
  /// Its outputs are those of ``Neighborhood/reach(of:)``, one range after the other; all where that is nil.
  mutating func evaluate(_ displacement: Displacement, step: Double) throws -> Evaluation

  /// The outputs that the displacement can change, in ascending ranges; nil for all of them.
  func reach(of displacement: Displacement) -> [Range<Int>]?

  /// The number of points, displaced in the variable at `position`, that are best evaluated together; 1
  /// where that is no faster than one after the other. One point takes so large a share of a stack, in
  /// which there may be points that are displaced in other variables.
  func stackSize(ofVariable position: Int) -> Int

  /// The evaluations at several points, as ``evaluate(_:step:)`` gives them one by one.
  mutating func evaluate(_ moves: [Move]) throws -> [Evaluation]
}

extension Neighborhood {
  public func reach(of displacement: Displacement) -> [Range<Int>]? { nil }

  public func stackSize(ofVariable position: Int) -> Int { 1 }

  public mutating func evaluate(_ moves: [Move]) throws -> [Evaluation] {
    var evaluations: [Evaluation] = []
    for move in moves {
      evaluations.append(try evaluate(move.displacement, step: move.step))
    }
    return evaluations
  }
}

/// A neighborhood that evaluates the whole function each time.
public struct PlainNeighborhood<Map: DifferentiableMap>: Neighborhood {
  private let map: Map
  private let base: Point
  /// As `base`, with which it shares all blocks but one.
  private var point: Point
  /// The variable of which `point` has a block of its own.
  private var variable: Int?
  /// Whether that block is left where a vector has moved it: the next vector writes all of it anew.
  private var isMoved = false

  public init(of point: Point, map: Map) {
    self.map = map
    base = point
    self.point = point
  }

  public mutating func evaluate(
    _ displacement: Displacement, step: Double
  ) throws -> Evaluation {
    let position = displacement.variable
    switch displacement.direction {
    case .coordinate(let coordinate):
      if isMoved || variable != position { point = base }
      (variable, isMoved) = (position, false)
      point[position][coordinate] += step
      // Restored exactly: adding and subtracting would leave a rounding error behind.
      defer { point[position][coordinate] = base[position][coordinate] }
      return try map.evaluate(at: point)
    case .vector(let vector):
      if variable != position { point = base }
      (variable, isMoved) = (position, true)
      move(position, along: vector, by: step)
      return try map.evaluate(at: point)
    }
  }

  /// Writes a whole block, in one pass over it.
  private mutating func move(_ position: Int, along vector: [Double], by step: Double) {
    let values = base[position]
    precondition(vector.count == values.count, "a direction needs an entry for each value")
    point[position].withUnsafeMutableBufferPointer { moved in
      values.withUnsafeBufferPointer { values in
        vector.withUnsafeBufferPointer { vector in
          for i in moved.indices { moved[i] = values[i] + step * vector[i] }
        }
      }
    }
  }
}
