import GSL

/// What an investigation has to go on: its block's gradients, given and right, from several points and for
/// several cotangents.
extension Investigation {
  /// The given gradient of one point for one cotangent.
  private typealias Look = (scene: Scene, cotangent: [Double], gradient: Point)

  /// Of a larger block about so many coordinates are looked at.
  private static let partOfBlock = 256
  private static let largestJacobian = 1 << 22

  private func isSuspect(_ position: Int) -> Bool {
    found.isEmpty || !found[position].isPassed
  }

  func evidence(_ budget: Evidence.Budget, _ broken: Set<Promise>) throws -> Evidence {
    func facts(_ point: Point, _ cotangent: [Double]) throws -> MapFacts {
      try (map as? any DescribedMap)?.facts(at: point, cotangent: cotangent) ?? MapFacts()
    }
    let told = try facts(problem.point, problem.cotangent)
    let first = Scene(
      map.variables, outputShapes(told), problem.point, problem.base.output)
    var scenes = [first]
    var neighborhoods = [problem.neighborhood]
    var looks: [Look] = [(first, problem.cotangent, problem.gradient)]
    if broken.isDisjoint(with: [.values, .gradients, .leftovers]) {
      for number in 0..<(problem.cotangent.count == 1 ? 2 : 1) {
        guard let (other, gradient) = try scene(number, first, budget) else { continue }
        scenes.append(other)
        neighborhoods.append(plain(map, other.point))
        // A function is the same for every cotangent, but for a factor.
        if map is any DifferentiableFunction { looks.append((other, problem.cotangent, gradient)) }
      }
      if !(map is any DifferentiableFunction) {
        for scene in scenes { looks += try self.looks(at: scene, budget) }
      }
    }
    let known = map.variables.indices.map(known)
    for (scene, neighborhood) in zip(scenes, neighborhoods) {
      for position in known.indices where isSuspect(position) {
        var neighborhood = neighborhood
        try measure(scene, position, known[position], &neighborhood, budget)
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

  /// The given gradients at a point for two random cotangents.
  private func looks(at scene: Scene, _ budget: Evidence.Budget) throws -> [Look] {
    try (0..<2).compactMap { number in
      let key = problem.key.derived(41).derived(number)
      let cotangent = key.uniforms(problem.cotangent.count).map { 3 * $0 - 1.4 }
      guard budget.allows(1),
        let gradient = try Problem.ifDefined({
          try map.pullback(of: cotangent, at: scene.point)
        }), gradient.blocks.map(\.count) == scene.point.blocks.map(\.count)
      else { return nil }
      return (scene, cotangent, gradient)
    }
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
  /// goes by place; or where the function is not defined there a point near by. With the given gradient there.
  private func scene(
    _ number: Int, _ first: Scene, _ budget: Evidence.Budget
  ) throws -> (Scene, gradient: Point)? {
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
    let isMixed = Evidence.isMixed(map, problem.cotangent)
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
      let scene = Scene(
        first.variables, first.outputShapes, other, output, isShuffled: isShuffled)
      return (scene, gradient)
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
    _ looks: [Look], _ facts: @escaping (Scene, [Double]) -> MapFacts?
  ) -> BlockEvidence {
    let variable = map.variables[position]
    let isTied = !found.isEmpty && found[position].isTied
    let first = looks[0].scene
    let hasJacobian = !first.columns[position].isEmpty || !isSuspect(position)
    // Where there is no Jacobian, only what was checked is known.
    let places = known.coordinates.indices.filter { hasJacobian || known.derivatives[$0] != nil }
    let coordinates = places.map { known.coordinates[$0] }
    for (scene, _, _) in looks where scene.columns[position].count != coordinates.count {
      scene.columns[position] = []
    }
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
          isOnKink: scene === first ? isOnKink : isOnKink.map { _ in false },
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
