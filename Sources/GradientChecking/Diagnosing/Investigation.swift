import GSL

/// Finds out what kind of mistake a wrong gradient comes from.
///
/// The block is looked at from two points and, where there are several outputs, for three cotangents. A cause
/// is a row of a table: it predicts the wrong gradient of every look, up to one number at most, and is
/// believed for the numbers that it predicts against what it was free to choose. What cannot be told so has
/// no name.
struct Investigation {
  let map: any DifferentiableMap
  let problem: Problem
  let configuration: CheckConfiguration
  let probes: [ContractProbe]
  /// What the check found out, block by block; none where a broken promise ended it before.
  let found: [Found]
  /// How many evaluations the check took.
  let evaluations: Int
  var isCancelled: @Sendable () -> Bool = { false }

  /// The derivatives of one block, as checked.
  struct Found {
    let coordinates: [Int]
    let derivatives: [Derivative]
    let isPassed: Bool
    /// Whether coordinates on kinks contradict each other.
    let isTied: Bool
  }

  /// What is asked of the function itself, before numbers are compared; the first that answers is taken.
  private static let contracts: [any Contract] = [
    NoGradient(), NotFinite(), LeftOver(), FirstCall(), FewDigits(), Zero(), OnKink(),
  ]

  // Blocks up to this size are looked at whole, larger ones in part.
  private static let wholeBlock = 1024
  private static let partOfBlock = 256
  private static let largestJacobian = 1 << 22
  /// What is no more far-fetched than this needs no rival: a sign, a factor that has a name.
  private static let simple = 3.0
  /// What is no more far-fetched than this is not worth an expensive search for a rival.
  private static let plausible = 8.0
  /// What looks at the sign of the gradient may look at that of the one from above.
  private static let signs = [
    "positive part", "negative part", "|gradient|", "sign of the gradient",
  ]
  /// A diagnosis may cost so many times what the check did.
  private static let expense = 8

  /// The best explanation of each wrong block, blocks with the same one together.
  func diagnoses() throws -> [Diagnosis] {
    // A check that a broken promise ended would have taken two evaluations a value.
    let values = map.variables.reduce(0) { $0 + min($1.values.count, Investigation.wholeBlock) }
    let budget = Evidence.Budget(
      Investigation.expense * max(evaluations, 2 * values), isCancelled: isCancelled)
    let broken = Set(probes.filter { !$0.isKept }.compactMap { Promise(rawValue: $0.promise) })
    guard !broken.contains(.shapes) else { return [] }
    let evidence = try evidence(budget, broken)
    var diagnoses: [Diagnosis] = []
    for block in evidence.blocks where block.isSuspect {
      guard let best = try best(block, evidence) else { continue }
      if let same = diagnoses.firstIndex(where: {
        $0.family == best.family && $0.quantity == best.quantity && $0.finding == best.finding
      }) {
        diagnoses[same].blocks += best.blocks.filter { !diagnoses[same].blocks.contains($0) }
      } else {
        diagnoses.append(best)
      }
    }
    return diagnoses
  }

  /// Whether a single block may hold numbers of many kinds.
  private var isMixed: Bool {
    map.variables.count == 1 && map.variables[0].shape.count == 1 && problem.cotangent.count == 1
  }

  private func best(_ block: BlockEvidence, _ evidence: Evidence) throws -> Diagnosis? {
    // The verdict stands, whatever a function does when it is asked for more.
    func ask(_ contract: any Contract) throws -> Diagnosis? {
      try Problem.ifDefined { try contract.diagnosis(of: block, in: evidence) } ?? nil
    }
    for contract in Investigation.contracts {
      if let diagnosis = try ask(contract) { return diagnosis }
    }
    guard block.isWrong.contains(true) else { return try ask(Upstream()) }
    let whole =
      block.isOnKink.contains(true) ? block.restricted { $0.isTelling[$1] } : block
    var all: [(diagnosis: Diagnosis, cost: Double)] = []
    if let fit = Selection.best(
      GradientRows.candidates(for: whole, in: evidence)
        + CotangentRows.candidates(for: whole, in: evidence), for: whole.samples),
      let confidence = fit.confidence(isConfirmed: block.isConfirmed)
    {
      let extent =
        fit.share == 1 || fit.cause.family == .scale ? "" : " (\(short(100 * fit.share)) % of that)"
      let diagnosis = Diagnosis(
        [block.variable.name], fit.cause.family, fit.cause.quantity, factor: fit.cause.factor,
        share: fit.share, unexplained: fit.unexplained, confidence,
        finding: fit.cause.finding + extent, advice: fit.cause.advice)
      if evidence.broken.contains(.linearity),
        Investigation.signs.contains(fit.cause.quantity),
        let upstream = try ask(Upstream())
      {
        return upstream
      }
      // Nothing is simpler.
      if fit.cost <= Investigation.simple { return diagnosis }
      all.append((diagnosis, fit.cost))
    }
    let looks: [() throws -> (Diagnosis, cost: Double)?] = [
      { Places(block: block, evidence: evidence).diagnosis() },
      { all.isEmpty ? try ask(Upstream()).map { ($0, 5) } : nil },
      { try ask(Epsilon()).map { ($0, 5) } },
      { isMixed ? nil : try PointRows(block: block, evidence: evidence).diagnosis() },
      { try Entries(block: block, evidence: evidence).diagnosis() },
      { Spans(block: block, evidence: evidence).diagnosis().map { ($0, 9) } },
      { Frames(block: block).diagnosis() },
    ]
    for (number, look) in looks.enumerated() {
      // What costs more than to look at the numbers again is left where there is a good answer.
      if number > 0,
        all.contains(where: {
          $0.diagnosis.confidence == .certain && $0.cost <= Investigation.plausible
        })
      {
        break
      }
      if let found = try Problem.ifDefined(look) ?? nil { all.append((found.0, found.cost)) }
    }
    if all.isEmpty, let constant = try ask(Constant()) { return constant }
    return all.min { a, b in
      a.diagnosis.confidence != b.diagnosis.confidence
        ? a.diagnosis.confidence > b.diagnosis.confidence : a.cost < b.cost
    }?.diagnosis
  }

  // MARK: - Evidence

  private func isSuspect(_ position: Int) -> Bool {
    found.isEmpty || !found[position].isPassed
  }

  private func evidence(_ budget: Evidence.Budget, _ broken: Set<Promise>) throws -> Evidence {
    func facts(_ point: Point, _ cotangent: [Double]) throws -> MapFacts {
      try (map as? any DescribedMap)?.facts(at: point, cotangent: cotangent) ?? MapFacts()
    }
    let told = try facts(problem.point, problem.cotangent)
    let first = Scene(
      map.variables, outputShapes(told), problem.point, problem.base.output)
    var scenes = [first]
    var neighborhoods = [problem.neighborhood]
    if broken.isDisjoint(with: [.values, .gradients, .leftovers]) {
      for number in 0..<(problem.cotangent.count == 1 ? 2 : 1) {
        guard let other = try scene(number, first, budget) else { continue }
        scenes.append(other)
        neighborhoods.append(plain(map, other.point))
      }
    }
    let known = map.variables.indices.map(known)
    for (scene, neighborhood) in zip(scenes, neighborhoods) {
      for position in known.indices where isSuspect(position) {
        var neighborhood = neighborhood
        try measure(scene, position, known[position], &neighborhood, budget)
      }
    }
    // The gradients of all looks.
    var looks: [(Scene, [Double], Point)] = [(first, problem.cotangent, problem.gradient)]
    if broken.isDisjoint(with: [.values, .gradients, .leftovers]) {
      for (place, scene) in scenes.enumerated() {
        let others =
          map is any DifferentiableFunction
          ? (place == 0 ? [] : [problem.cotangent])
          : (0..<2).map { number in
            let key = problem.key.derived(41).derived(number)
            return key.uniforms(problem.cotangent.count).map { 3 * $0 - 1.4 }
          }
        for cotangent in others where budget.allows(1) {
          guard
            let gradient = try Problem.ifDefined({
              try map.pullback(of: cotangent, at: scene.point)
            }), gradient.blocks.map(\.count) == scene.point.blocks.map(\.count)
          else { continue }
          looks.append((scene, cotangent, gradient))
        }
      }
    }
    let blocks = map.variables.indices.map { position in
      block(position, known[position], looks) { scene, cotangent in
        scene === first && cotangent == problem.cotangent
          ? told : try? facts(scene.point, cotangent)
      }
    }
    return Evidence(
      map: map, facts: told, point: problem.point, elsewhere: problem.elsewhere,
      cotangent: problem.cotangent, gradient: problem.gradient, scenes: scenes, blocks: blocks,
      broken: broken, step: configuration.step, key: problem.key, budget: budget)
  }

  private func plain(_ map: some DifferentiableMap, _ point: Point) -> any Neighborhood {
    PlainNeighborhood(of: point, map: map)
  }

  /// The shapes that the outputs may have, the likeliest first: what the map tells, or what a variable of the
  /// same size or the extents of variables suggest.
  private func outputShapes(_ facts: MapFacts) -> [[Int]] {
    let count = problem.base.output.count
    if let shape = facts.outputShape ?? map.outputShape, shape.reduce(1, *) == count {
      return [shape]
    }
    var shapes: [[Int]] = []
    func add(_ shape: [Int]) {
      if shape.reduce(1, *) == count, !shapes.contains(shape), shapes.count < 3 {
        shapes.append(shape)
      }
    }
    for variable in map.variables where variable.values.count == count { add(variable.shape) }
    let extents = map.variables.flatMap(\.shape).filter { $0 > 1 && $0 < count }
    for first in extents {
      for second in extents where first * second == count { add([first, second]) }
    }
    if shapes.isEmpty { shapes = [[count]] }
    return shapes
  }

  /// Another point: the values of each block in another order, so that what goes by value is told from what
  /// goes by place; or where the function is not defined there a point near by.
  private func scene(_ number: Int, _ first: Scene, _ budget: Evidence.Budget) throws -> Scene? {
    let point = problem.point
    let key = problem.key.derived(42).derived(number)
    func moved(_ isShuffled: Bool, _ size: Double) -> Point {
      Point(
        point.blocks.enumerated().map { position, values in
          let draws = key.derived(position).uniforms(2 * values.count)
          var order = Array(values.indices)
          if isShuffled {
            for i in order.indices.reversed() where i > 0 {
              order.swapAt(i, Int(draws[i] * Double(i + 1)))
            }
          }
          return order.indices.map { i in
            let value = values[order[i]]
            let shift = size * (2 * draws[values.count + i] - 1)
            // What is 0 may have to be; what is not keeps its sign.
            return value == 0 ? (isShuffled ? 0.1 * size : shift) : value * (1 + shift)
          }
        })
    }
    // A function may trap where it was never meant to be: values keep to the range of their block, and a
    // single block may hold numbers of many kinds.
    for (isShuffled, size) in [(true, 0.04), (false, 0.04), (false, 0.005)]
    where !isShuffled || !isMixed {
      guard budget.allows(2) else { return nil }
      let other = moved(isShuffled, size)
      guard let output = try Problem.ifDefined({ try map.evaluate(at: other) })?.output,
        output.count == first.output.count, output.allSatisfy(\.isFinite),
        let gradient = try Problem.ifDefined({
          try map.pullback(of: problem.cotangent, at: other)
        }), gradient.blocks.map(\.count) == point.blocks.map(\.count),
        gradient.blocks.allSatisfy({ $0.allSatisfy(\.isFinite) })
      else { continue }
      return Scene(
        first.variables, first.outputShapes, other, output, isShuffled: isShuffled)
    }
    return nil
  }

  /// The Jacobian of a block at a point, with a bound on its error; none where it is too large, too dear, or
  /// the function is not defined beside the point.
  private func measure(
    _ scene: Scene, _ position: Int, _ known: (coordinates: [Int], derivatives: [Derivative?]),
    _ neighborhood: inout any Neighborhood, _ budget: Evidence.Budget
  ) throws {
    let outputs = scene.output.count
    let (coordinates, step) = (known.coordinates, configuration.step)
    guard outputs * coordinates.count <= Investigation.largestJacobian,
      budget.allows(2 * coordinates.count + 6)
    else { return }
    func column(_ coordinate: Int, _ step: Double, _ neighborhood: inout any Neighborhood) throws
      -> [Double]
    {
      try neighborhood.column(
        variable: position, coordinate: coordinate, of: scene.point[position], step: step,
        precision: map.precision, outputs: outputs)
    }
    var columns: [[Double]] = []
    for coordinate in coordinates {
      guard let one = try Problem.ifDefined({ try column(coordinate, step, &neighborhood) }) else {
        return
      }
      columns.append(one)
    }
    let sizes = columns.map { $0.reduce(0) { max($0, $1.magnitude) } }
    guard sizes.allSatisfy(\.isFinite) else { return }
    // The same with twice the step: what changes is three times the error of the first.
    var error = 1e-10 * (sizes.max() ?? 0)
    let order = sizes.indices.sorted { sizes[$0] > sizes[$1] }
    for i in Set([order.first, order.last].compactMap { $0 }).union(
      order.prefix(order.count / 2 + 1).suffix(1))
    {
      guard
        let other = try Problem.ifDefined({ try column(coordinates[i], 2 * step, &neighborhood) })
      else { continue }
      let change = zip(other, columns[i]).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
      // A kink between them is no error.
      if change < 1e-2 * max(sizes[i], 1e-300) { error = max(error, change) }
    }
    scene.columns[position] = columns
    scene.error[position] = error
  }

  /// The coordinates to look at, with what the check made of them; nil for those that it did not look at.
  private func known(_ position: Int) -> (coordinates: [Int], derivatives: [Derivative?]) {
    let all = thinned(0..<map.variables[position].values.count)
    guard !found.isEmpty else { return (all, all.map { _ in nil }) }
    let found = found[position]
    let checked = Dictionary(
      zip(found.coordinates, found.derivatives), uniquingKeysWith: { first, _ in first })
    let wrong = checked.filter { $0.value.status.isFailure }.keys.sorted()
    let right = checked.filter { !$0.value.status.isFailure }.keys.sorted()
    // Of a sampled block more than the sample, where it was a small one.
    let own = thinned(wrong) + thinned(right)
    let coordinates =
      found.isPassed || own.count >= all.count ? own.sorted() : Set(own + all).sorted()
    return (coordinates, coordinates.map { checked[$0] })
  }

  private func thinned(_ items: some RandomAccessCollection<Int>) -> [Int] {
    guard items.count > Investigation.wholeBlock else { return Array(items) }
    let distance = items.count / Investigation.partOfBlock
    return stride(from: 0, to: items.count, by: distance).map {
      items[items.index(items.startIndex, offsetBy: $0)]
    }
  }

  private func block(
    _ position: Int, _ known: (coordinates: [Int], derivatives: [Derivative?]),
    _ looks: [(Scene, [Double], Point)], _ facts: @escaping (Scene, [Double]) -> MapFacts?
  ) -> BlockEvidence {
    let variable = map.variables[position]
    let isTied = !found.isEmpty && found[position].isTied
    let first = looks[0].0
    let hasJacobian = !first.columns[position].isEmpty || !isSuspect(position)
    // Where there is no Jacobian, only what was checked is known.
    let places = known.coordinates.indices.filter { hasJacobian || known.derivatives[$0] != nil }
    let coordinates = places.map { known.coordinates[$0] }
    for scene in Set(looks.map { ObjectIdentifier($0.0) }).compactMap({ id in
      looks.first { ObjectIdentifier($0.0) == id }?.0
    }) where scene.columns[position].count != coordinates.count { scene.columns[position] = [] }
    let isOnKink = places.map { place -> Bool in
      guard let derivative = known.derivatives[place] else { return false }
      let n = derivative.numeric.isFinite ? derivative.numeric : derivative.plain
      return (derivative.gap ?? 0).magnitude > 0.01
        * max(derivative.analytic.magnitude, n.magnitude)
    }
    var samples: [Sample] = []
    for (number, (scene, cotangent, gradient)) in looks.enumerated() {
      let columns = scene.columns[position]
      guard number == 0 || columns.count == coordinates.count else { continue }
      let size = dot(cotangent, cotangent).squareRoot()
      var (n, e, isWrong) = ([Double](), [Double](), [Bool]())
      for (i, place) in places.enumerated() {
        let a = gradient[position][coordinates[i]]
        if number == 0, let derivative = known.derivatives[place] {
          n.append(derivative.numeric.isFinite ? derivative.numeric : derivative.plain)
          e.append(derivative.error.isFinite ? derivative.error : 0)
          isWrong.append(
            derivative.status.isFailure || (isTied && derivative.status == .subgradient)
              || (derivative.status == .inconclusive
                && Band(relativeError: derivative.relativeError) == .wrong)
          )
          continue
        }
        guard !columns.isEmpty else {
          n.append(a)
          e.append(0)
          isWrong.append(false)
          continue
        }
        let right = dot(columns[i], cotangent)
        n.append(right)
        e.append(scene.error[position] * size)
        isWrong.append(
          !((a - right).magnitude
            <= 10 * scene.error[position] * size + 1e-6 * max(a.magnitude, right.magnitude)))
      }
      samples.append(
        Sample(
          scene, position, variable, coordinates, cotangent, gradient, n: n, e: e,
          isWrong: isWrong,
          isOnKink: number == 0 || scene === first ? isOnKink : isOnKink.map { _ in false },
          describe: { facts(scene, cotangent) }))
    }
    var scenes: [Scene] = []
    for sample in samples where !scenes.contains(where: { $0 === sample.scene }) {
      scenes.append(sample.scene)
    }
    return BlockEvidence(
      position: position, variable: variable, coordinates: coordinates, isOnKink: isOnKink,
      jumps: places.filter { known.derivatives[$0]?.status == .jump }.map { known.coordinates[$0] },
      isSuspect: isSuspect(position), samples: samples, scenes: scenes)
  }
}
