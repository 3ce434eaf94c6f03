/// Some values of a block as blocks of their own, such as the variables that lie in one array.
struct Parting {
  struct Part {
    let name: String
    let coordinates: [Int]
    let shape: [Int]
  }

  /// The block's position.
  let position: Int
  /// All coordinates of the block, each in one part.
  let parts: [Part]
  /// The shapes that the outputs may have.
  let outputShapes: [[Int]]

  /// The same of a map of parts: what it knows of all blocks, and of each part as of a block.
  func evidence(_ whole: Evidence) -> Evidence {
    var scenes: [ObjectIdentifier: Scene] = [:]
    func parted(_ scene: Scene) -> Scene {
      if let known = scenes[ObjectIdentifier(scene)] { return known }
      let parted = Scene(
        variables(scene.variables), outputShapes, split(scene.point), scene.output,
        isShuffled: scene.isShuffled)
      parted.columns = split(scene.columns)
      parted.given = split(scene.given)
      parted.error = scene.error.enumerated().flatMap { place, error in
        place == position ? parts.map { _ in error } : [error]
      }
      scenes[ObjectIdentifier(scene)] = parted
      return parted
    }
    func parted(_ block: BlockEvidence, at place: Int, _ part: Part?) -> BlockEvidence {
      func own<T>(_ values: [T]) -> [T] { part.map { $0.coordinates.map { values[$0] } } ?? values }
      let coordinates = part.map { Array($0.coordinates.indices) } ?? block.coordinates
      let variable = variables(whole.map.variables)[place]
      return BlockEvidence(
        position: place, variable: variable, coordinates: coordinates,
        isOnKink: own(block.isOnKink), jumps: part == nil ? block.jumps : [],
        isSuspect: block.isSuspect,
        samples: block.samples.map { sample in
          Sample(
            parted(sample.scene), place, variable, coordinates, sample.cotangent,
            split(sample.gradient), n: own(sample.n), e: own(sample.e),
            isWrong: own(sample.isWrong),
            isOnKink: own(sample.isTelling).map { !$0 }, describe: { nil })
        }, scenes: block.scenes.map { parted($0) })
    }
    let blocks = whole.blocks.flatMap { block -> [BlockEvidence] in
      if block.position == position {
        return parts.enumerated().map { parted(block, at: position + $0, $1) }
      }
      let shift = block.position < position ? 0 : parts.count - 1
      return [parted(block, at: block.position + shift, nil)]
    }
    return Evidence(
      map: PartedMap(base: whole.map, parting: self), facts: MapFacts(), point: split(whole.point),
      elsewhere: split(whole.elsewhere), cotangent: whole.cotangent,
      gradient: split(whole.gradient), scenes: whole.scenes.map { parted($0) }, blocks: blocks,
      broken: whole.broken, step: whole.step, key: whole.key, budget: whole.budget)
  }

  func split(_ point: Point) -> Point { Point(split(point.blocks)) }

  private func split<T>(_ blocks: [[T]]) -> [[T]] {
    blocks.enumerated().flatMap { place, values -> [[T]] in
      guard place == position else { return [values] }
      return parts.map { values.isEmpty ? [] : $0.coordinates.map { values[$0] } }
    }
  }

  func joined(_ point: Point) -> Point {
    var own = [Double](repeating: 0, count: parts.reduce(0) { $0 + $1.coordinates.count })
    for (part, values) in zip(parts, point.blocks[position...]) {
      for (coordinate, value) in zip(part.coordinates, values) { own[coordinate] = value }
    }
    return Point(
      point.blocks[..<position] + [own] + point.blocks[(position + parts.count)...])
  }

  func variables(_ variables: [Variable]) -> [Variable] {
    variables.enumerated().flatMap { place, variable -> [Variable] in
      guard place == position else { return [variable] }
      return parts.map { part in
        Variable(
          part.name, shape: part.shape, role: variable.role,
          values: part.coordinates.map { variable.values[$0] })
      }
    }
  }
}

/// A map of which one variable is several.
private struct PartedMap: DifferentiableMap {
  let base: any DifferentiableMap
  let parting: Parting

  var variables: [Variable] { parting.variables(base.variables) }
  var outputShape: [Int]? { base.outputShape }
  var precision: Precision { base.precision }
  var allowsConcurrentEvaluation: Bool { base.allowsConcurrentEvaluation }

  func evaluate(at point: Point) throws -> Evaluation {
    try base.evaluate(at: parting.joined(point))
  }

  func pullback(of cotangent: [Double], at point: Point) throws -> Point {
    parting.split(try base.pullback(of: cotangent, at: parting.joined(point)))
  }
}
