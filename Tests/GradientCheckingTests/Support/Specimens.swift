import GSL
import GradientChecking

/// A scalar function of one block, with a gradient right or wrong, that may tell its branches.
struct Specimen: DifferentiableFunction {
  let variables: [Variable]
  let valueAt: @Sendable ([Double]) throws -> Double
  let gradientAt: @Sendable ([Double]) throws -> [Double]
  /// Nil where branches are not traced.
  let branchesAt: (@Sendable ([Double]) -> [UInt16])?

  init(
    at values: [Double], shape: [Int]? = nil,
    value: @escaping @Sendable ([Double]) throws -> Double,
    gradient: @escaping @Sendable ([Double]) throws -> [Double],
    branches: (@Sendable ([Double]) -> [UInt16])? = nil
  ) {
    variables = [Variable("x", shape: shape, values: values)]
    valueAt = value
    gradientAt = gradient
    branchesAt = branches
  }

  func value(at point: Point) throws -> Double { try valueAt(point[0]) }

  func gradient(at point: Point) throws -> Point { Point([try gradientAt(point[0])]) }

  func evaluate(at point: Point) throws -> Evaluation {
    let sites = branchesAt.map { [BranchSite("kink", $0(point[0]))] }
    return Evaluation([try value(at: point)], branches: sites)
  }

  /// The same function with every entry of its gradient changed by `alter`.
  func altered(_ alter: @escaping @Sendable (Int, Double) -> Double) -> Specimen {
    let gradient = gradientAt
    return Specimen(
      at: variables[0].values, shape: variables[0].shape, value: valueAt,
      gradient: { x in try gradient(x).enumerated().map { alter($0.offset, $0.element) } },
      branches: branchesAt)
  }

  /// The same function without its branches.
  var untraced: Specimen {
    Specimen(
      at: variables[0].values, shape: variables[0].shape, value: valueAt, gradient: gradientAt)
  }
}

/// A map of one block to several outputs.
struct VectorSpecimen: DifferentiableMap {
  let variables: [Variable]
  let outputAt: @Sendable ([Double]) -> [Double]
  let pullbackAt: @Sendable (_ cotangent: [Double], _ x: [Double]) -> [Double]
  let branchesAt: (@Sendable ([Double]) -> [UInt16])?

  init(
    at values: [Double], output: @escaping @Sendable ([Double]) -> [Double],
    pullback: @escaping @Sendable (_ cotangent: [Double], _ x: [Double]) -> [Double],
    branches: (@Sendable ([Double]) -> [UInt16])? = nil
  ) {
    variables = [Variable("x", values: values)]
    outputAt = output
    pullbackAt = pullback
    branchesAt = branches
  }

  func evaluate(at point: Point) -> Evaluation {
    Evaluation(outputAt(point[0]), branches: branchesAt.map { [BranchSite("kink", $0(point[0]))] })
  }

  func pullback(of cotangent: [Double], at point: Point) -> Point {
    Point([pullbackAt(cotangent, point[0])])
  }
}

/// The report on `map`, with the default configuration but for what `configure` changes.
func report(
  on map: some DifferentiableMap, _ configure: (inout CheckConfiguration) -> Void = { _ in }
) throws -> GradientReport {
  var configuration = CheckConfiguration()
  configure(&configuration)
  return try GradientChecker(configuration).check(map, named: "specimen")
}

extension GradientReport {
  /// Whether the report calls the gradient wrong, rather than leaving it open.
  var isRefuted: Bool {
    !probes.allSatisfy(\.isKept)
      || blocks.contains { block in
        block.direction.status.isFailure
          || Status.allCases.contains { $0.isFailure && block.count(of: $0) > 0 }
      }
  }

  func count(of status: Status) -> Int { blocks.reduce(0) { $0 + $1.count(of: status) } }

  /// Whether two checks found the same, whatever the configurations that asked for them.
  func hasFindings(of other: GradientReport) -> Bool {
    probes == other.probes && blocks == other.blocks && noise == other.noise
      && evaluations == other.evaluations
  }
}

/// Numbers that look random and depend on nothing but `x`: standard normal, new at each place.
func pseudoNoise(_ x: Double) -> Double { RandomGenerator(RandomKey(x.bitPattern)).normal() }

func relu(_ x: Double) -> Double { max(0, x) }

func sign(of x: Double) -> UInt16 { x > 0 ? 1 : 0 }
