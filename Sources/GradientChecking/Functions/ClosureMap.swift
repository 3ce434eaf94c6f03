/// A map given by closures over named blocks of numbers, of `Double` or of `Float`, with one output or
/// several.
///
///     // y = W·x + b
///     let affine = ClosureMap<Double>(
///       [
///         Variable("x", values: [0.5, -1, 2]),
///         Variable("W", shape: [2, 3], role: .parameter, values: [1, 2, 3, 4, 5, 6]),
///         Variable("b", role: .parameter, values: [0.1, 0.2]),
///       ],
///       outputs: { p in (0..<2).map { i in (0..<3).reduce(p[2][i]) { $0 + p[1][3 * i + $1] * p[0][$1] } } },
///       pullback: { g, p in
///         [
///           (0..<3).map { j in g[0] * p[1][j] + g[1] * p[1][3 + j] },
///           (0..<6).map { g[$0 / 3] * p[0][$0 % 3] },
///           g,
///         ]
///       })
///
/// A closure gets one array a variable, in their order, row-major; a pullback gives one back for each. The
/// map declares the precision of `Scalar`, and variables are rounded to it.
///
/// Closures need not be `@Sendable`: they are called from one thread, that of the check. Where they may be
/// called from several, set ``allowsConcurrentEvaluation``.
///
/// A pullback that adds to given buffers is called with zeros, and then with other numbers, to which it has to
/// add; it must leave the blocks and the cotangent as they are, even if it writes through pointers.
public struct ClosureMap<Scalar: MapScalar>: DifferentiableMap, @unchecked Sendable {
  // Unchecked because the closures may not be Sendable; `allowsConcurrentEvaluation` then keeps all
  // calls on the thread that started the check.

  /// The values of all variables, an array each.
  public typealias Blocks = [[Scalar]]

  public let variables: [Variable]
  /// Whether the closures may be called from several threads at once.
  public var allowsConcurrentEvaluation = false
  /// The extents of the outputs; nil for a list.
  public var outputShape: [Int]?

  private let outputs: (Blocks) throws -> [Scalar]
  private let pullback: ([Scalar], Blocks) throws -> Blocks
  private let accumulation: Accumulation?

  /// Adds the pullback of a cotangent at a point to what the buffers hold.
  private typealias Accumulation = ([Scalar], Blocks, inout Blocks) throws -> Void

  private init(
    _ variables: [Variable], _ outputs: @escaping (Blocks) throws -> [Scalar],
    _ pullback: @escaping ([Scalar], Blocks) throws -> Blocks, _ accumulation: Accumulation? = nil
  ) {
    self.variables = variables.map { variable in
      Variable(
        variable.name, shape: variable.shape, role: variable.role,
        values: Scalar.widening(Scalar.rounding(variable.values)))
    }
    self.outputs = outputs
    self.pullback = pullback
    self.accumulation = accumulation
  }

  /// A map from its outputs and its pullback, the gradient of ⟨cotangent, outputs⟩ with respect to each
  /// variable.
  public init(
    _ variables: [Variable], outputs: @escaping (Blocks) throws -> [Scalar],
    pullback: @escaping (_ cotangent: [Scalar], Blocks) throws -> Blocks
  ) {
    self.init(variables, outputs, pullback)
  }

  /// A map whose pullback adds to buffers, one a variable.
  ///
  ///     accumulatingPullback: { g, p, gradients in
  ///       for i in g.indices { gradients[0][i] += g[i] * cos(p[0][i]) }
  ///     }
  public init(
    _ variables: [Variable], outputs: @escaping (Blocks) throws -> [Scalar],
    accumulatingPullback:
      @escaping (
        _ cotangent: [Scalar], Blocks, _ gradients: inout Blocks
      ) throws -> Void
  ) {
    self.init(
      variables, { try outputs($0.copies()) },
      { cotangent, blocks in
        var gradients = blocks.map { [Scalar](repeating: 0, count: $0.count) }
        try accumulatingPullback(cotangent.copy, blocks.copies(), &gradients)
        return gradients
      }, accumulatingPullback)
  }

  /// A function with one output, from its value and its gradient with respect to each variable.
  public init(
    _ variables: [Variable], value: @escaping (Blocks) throws -> Scalar,
    gradient: @escaping (Blocks) throws -> Blocks
  ) {
    self.init(
      variables, { [try value($0)] },
      { cotangent, blocks in
        try gradient(blocks).map { $0.map { cotangent[0] * $0 } }
      })
  }

  /// A function with one output, from a closure that returns both, as most automatic differentiation does.
  public init(
    _ variables: [Variable],
    valueWithGradient: @escaping (Blocks) throws -> (value: Scalar, gradient: Blocks)
  ) {
    self.init(
      variables, value: { try valueWithGradient($0).value },
      gradient: { try valueWithGradient($0).gradient })
  }

  public var precision: Precision { Scalar.precision }

  public func evaluate(at point: Point) throws -> Evaluation {
    Evaluation(Scalar.widening(try outputs(point.blocks.map(Scalar.rounding))))
  }

  public func pullback(of cotangent: [Double], at point: Point) throws -> Point {
    let gradients = try pullback(Scalar.rounding(cotangent), point.blocks.map(Scalar.rounding))
    return Point(gradients.map(Scalar.widening))
  }

  public func additionalProbes(at point: Point) throws -> [ContractProbe] {
    guard let accumulation else { return [] }
    return try AccumulationProbe(
      variables: variables, blocks: point.blocks.map(Scalar.rounding), outputs: outputs,
      accumulation: accumulation
    ).run()
  }
}

extension ClosureMap: CustomStringConvertible {
  public var description: String { "the function" }
}

extension Array where Element: MapScalar {
  /// The same numbers in memory of their own, for code that may write through pointers.
  var copy: [Element] {
    withUnsafeBufferPointer { source in
      [Element](unsafeUninitializedCapacity: source.count) { target, count in
        count = target.initialize(fromContentsOf: source)
      }
    }
  }
}

extension Array {
  /// The same numbers in memory of their own.
  func copies<Scalar: MapScalar>() -> [[Scalar]] where Element == [Scalar] { map(\.copy) }
}
