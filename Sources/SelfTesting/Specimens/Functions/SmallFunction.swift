import GSL
import GradientChecking

/// A map of a few lines, for what the package has no layer for.
struct SmallFunction: DescribedMap {
  typealias Pullback = @Sendable (_ u: [Double], _ p: Point) throws -> Point

  let variables: [Variable]
  let outputs: @Sendable (Point) -> [Double]
  let pullbackAt: Pullback
  /// Nil where branches are not traced.
  var branchesAt: (@Sendable (Point) -> [UInt16])?
  /// What is known of it, for a cotangent.
  var factsFor: @Sendable (_ u: [Double], _ p: Point) -> MapFacts = { _, _ in MapFacts() }

  func facts(at point: Point, cotangent: [Double]) -> MapFacts { factsFor(cotangent, point) }

  func evaluate(at point: Point) -> Evaluation {
    Evaluation(outputs(point), branches: branchesAt.map { [BranchSite("kink", $0(point))] })
  }

  func pullback(of cotangent: [Double], at point: Point) throws -> Point {
    try pullbackAt(cotangent, point)
  }
}

/// Collects the specimens of one small function.
struct FunctionMistakes {
  let subject: String
  let right: SmallFunction
  private(set) var specimens: [Specimen] = []

  init(
    _ subject: String, of variables: Variable...,
    is outputs: @escaping @Sendable (Point) -> [Double],
    branches: (@Sendable (Point) -> [UInt16])? = nil, pullback: @escaping SmallFunction.Pullback,
    knowing facts: @escaping @Sendable (_ u: [Double], _ p: Point, inout MapFacts) -> Void = {
      _, _, _ in
    }
  ) {
    self.subject = subject
    right = SmallFunction(
      variables: variables, outputs: outputs, pullbackAt: pullback, branchesAt: branches
    ) { u, p in
      var all = MapFacts()
      facts(u, p, &all)
      return all
    }
  }

  /// Adds a mistaken pullback.
  mutating func add(
    _ title: String, _ mistake: Mistake, in culprits: String..., seen threads: String...,
    dilutable: Bool = true, pullback: @escaping SmallFunction.Pullback
  ) {
    specimens.append(
      specimen(title, mistake, culprits, threads, dilutable) { pullback })
  }

  /// Adds a pullback that remembers its calls, made anew for every check.
  mutating func addRemembering(
    _ title: String, _ mistake: Mistake, in culprits: String..., seen threads: String...,
    pullback: @escaping @Sendable () -> SmallFunction.Pullback
  ) {
    specimens.append(specimen(title, mistake, culprits, threads, false, pullback))
  }

  private func specimen(
    _ title: String, _ mistake: Mistake, _ culprits: [String], _ threads: [String],
    _ isDilutable: Bool, _ pullback: @escaping @Sendable () -> SmallFunction.Pullback
  ) -> Specimen {
    let right = right
    return Specimen(
      subject: subject, title: title, mistake: mistake, threads: threads, culprits: culprits,
      right: right,
      wrong: {
        SmallFunction(
          variables: right.variables, outputs: right.outputs, pullbackAt: pullback(),
          branchesAt: right.branchesAt, factsFor: right.factsFor)
      },
      isDilutable: isDilutable)
  }
}

extension Variable {
  /// Normal numbers that a seed fixes.
  static func random(
    _ name: String, _ shape: [Int], role: Role = .input, seed: UInt64
  ) -> Variable {
    Variable(
      name, shape: shape, role: role,
      values: RandomGenerator(seed: seed).normals(shape.reduce(1, *)))
  }
}
