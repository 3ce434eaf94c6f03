/// What each value contributes to some of the outputs that read it is left out, and the rest of it is right.
extension Entries {
  /// Of several outputs that read a value only the first or last counts. A reader is an output, or all that have
  /// the same indices along the last axes, of all samples and channels those of one window, or along the first.
  func byReader(_ tables: [OutputTable], _ sample: Sample) -> Cause? {
    let outputs = sample.scene.output.count
    var sizes: [Int] = []
    for shape in sample.scene.outputShapes {
      for first in shape.indices {
        let size = shape[first...].reduce(1, *)
        if size > 1, !sizes.contains(size) { sizes.append(size) }
      }
    }
    let kinds =
      sizes.map { size in { (output: Int) in output % size } }
      + sizes.filter { $0 < outputs }.map { size in { (output: Int) in output / size } }
    for (reader, isLast) in kinds.flatMap({ [($0, true), ($0, false)] }) {
      var several = 0
      let fits = tables.allSatisfy { table in
        table.right.indices.allSatisfy { i in
          let live = table.right[i].indices.filter { table.isLive(i, $0) }
          let readers = Set(live.filter { !table.isLeak(i, $0) }.map(reader))
          guard let one = isLast ? readers.max() : readers.min() else { return live.isEmpty }
          if readers.count > 1 { several += 1 }
          return live.allSatisfy {
            reader($0) == one ? !table.isWrong(i, $0) : table.isLost(i, $0)
          }
        }
      }
      guard fits, several > 1 else { continue }
      let wrong = block.coordinates.indices.filter { block.isWrong[$0] }
      let place =
        evidence.facts.places.first { place in
          place.block == block.variable.name
            && wrong.allSatisfy { place.coordinates.contains(block.coordinates[$0]) }
        }?.name ?? "overlaps"
      return Cause(
        .place, place,
        "has only what the \(isLast ? "last" : "first") of several readers contributes",
        "add the contributions of all, instead of assigning each")
    }
    return nil
  }

  /// Every value has some of its contributions, and many lack others: whichever outputs these are.
  func byUse(_ tables: [OutputTable]) -> Cause? {
    var example: (value: Int, kept: Int, lost: Int)?
    for table in tables {
      var several = 0
      for i in table.right.indices {
        let live = table.right[i].indices.filter { table.isLive(i, $0) }
        let lost = live.filter { table.isWrong(i, $0) }
        guard !lost.isEmpty else { continue }
        guard let kept = live.first(where: { !table.isWrong(i, $0) }),
          lost.allSatisfy({ table.isLost(i, $0) })
        else { return nil }
        several += 1
        example = example ?? (block.coordinates[i], kept, lost[0])
      }
      guard several > 2 else { return nil }
    }
    guard let example else { return nil }
    let entry = "\(block.variable.name)\(block.variable.index(ofOffset: example.value))"
    return Cause(
      .place, "overlaps",
      "has some of the contributions of several values right, and others left out: \(entry) has that to output "
        + "\(example.kept), and not that to output \(example.lost)",
      "add what comes back to each value from all that read it, instead of assigning it")
  }
}
