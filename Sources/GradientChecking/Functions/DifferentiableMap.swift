/// A function from blocks of numbers to numbers, with the pullback that is to be checked.
///
/// This is all the checker knows of what it checks. A function with one output conforms to
/// ``DifferentiableFunction`` instead, which asks for value and gradient; a closure over `[Double]`
/// becomes one by ``ClosureFunction``.
///
/// The requirements with a default make a check stronger or faster; none is needed.
public protocol DifferentiableMap: Sendable {
  /// The blocks it depends on, with the values at which to check.
  var variables: [Variable] { get }

  /// The outputs at `point`. A map with kinks may return its branches with them, so that a difference
  /// across a kink is recognized for what it is.
  func evaluate(at point: Point) throws -> Evaluation

  /// The gradient of ⟨cotangent, output⟩ with respect to each variable, at `point`.
  func pullback(of cotangent: [Double], at point: Point) throws -> Point

  /// An evaluator for points that differ from `point` in one variable; may keep what the others fix.
  func neighborhood(of point: Point) throws -> any Neighborhood

  /// The derivative at `point`, output by output; for a check of the whole Jacobian.
  func linearization(of point: Point) throws -> any Linearization

  /// The extents of the outputs, outermost first, nil where they have no shape to tell; rows of the Jacobian are
  /// named by it, and a mistake that depends on it more surely.
  var outputShape: [Int]? { get }

  /// The precision in which the map really computes.
  var precision: Precision { get }

  /// Whether the map may be evaluated and pulled back from several threads at once. Before a check does so it
  /// tries with two, which finds most maps that may not.
  var allowsConcurrentEvaluation: Bool { get }

  /// Calls `body`, in which the map is evaluated while other threads evaluate it too. A map that spreads
  /// its own work over the cores can leave that off meanwhile.
  func evaluatingBesideOthers<Result>(_ body: () throws -> Result) rethrows -> Result

  /// Probes of what else this kind of map promises, run with the checker's own.
  func additionalProbes(at point: Point) throws -> [ContractProbe]
}

extension DifferentiableMap {
  public func neighborhood(of point: Point) throws -> any Neighborhood {
    PlainNeighborhood(of: point, map: self)
  }

  public var outputShape: [Int]? { nil }

  public var precision: Precision { .double }

  public var allowsConcurrentEvaluation: Bool { true }

  public func evaluatingBesideOthers<Result>(_ body: () throws -> Result) rethrows -> Result {
    try body()
  }

  public func additionalProbes(at point: Point) throws -> [ContractProbe] { [] }
}
