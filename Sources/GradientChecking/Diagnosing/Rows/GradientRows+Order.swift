import Foundation

/// The right numbers in the wrong order.
extension GradientRows {
  static func layouts(_ block: BlockEvidence, _ evidence: Evidence) -> [Candidate] {
    guard block.isComplete, let first = block.samples.first, block.coordinates.count > 1 else {
      return []
    }
    // Where all numbers are alike but for their sign, many orders fit by chance.
    guard Set(first.n.map { Float($0.magnitude) }.filter { $0 != 0 }).count > 2 else { return [] }
    let axes = evidence.axes(of: block.variable)
    let grid = Grid(block.variable.shape)
    func row(
      _ cost: Double, _ quantity: String, _ finding: String, _ advice: String,
      _ apply: @escaping ([Double]) -> [Double]
    ) -> Candidate {
      Candidate(cost, .divisible, { _ in Cause(.layout, quantity, finding, advice) }) {
        apply($0.n)
      }
    }
    var rows: [Candidate] = []
    for order in grid.rearrangements(axes) {
      if order.source.contains(nil) {
        // What comes in at the edges of a shifted block is not always zeros.
        rows.append(
          row(5, order.quantity, "has the right numbers \(order.finding)", order.advice) { n in
            order.source.map { $0.map { n[$0] } ?? .nan }
          })
      }
      rows.append(
        row(4, order.quantity, "has the right numbers \(order.finding)", order.advice) {
          order.apply($0)
        })
    }
    for axis in grid.shape.indices where grid.shape[axis] > 2 {
      for step in [-1, 1] { rows += handedOn(grid, axis, step, axes[axis]) }
    }
    for axis in grid.shape.indices where grid.shape[axis] > 1 && grid.shape[axis] <= 64 {
      let (name, names) = (axes[axis], plural(axes[axis]))
      let own = (0..<grid.shape[axis]).map { grid.slice(first.a, axis, $0) }
      let right = (0..<grid.shape[axis]).map { grid.slice(first.n, axis, $0) }
      func distance(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      let order = own.map { slice in
        right.indices.min { distance(slice, right[$0]) < distance(slice, right[$1]) } ?? 0
      }
      if Set(order).count == order.count, order != Array(order.indices) {
        // Any order is one of many.
        let displaced = order.enumerated().count { $0.offset != $0.element }
        let price = grid.shape.count == 1 ? Double(displaced) * log2(Double(order.count)) : 0
        rows.append(
          row(
            6 + price, "\(names) permuted",
            "has its \(names) in another order: "
              + order.enumerated().filter { $0.offset != $0.element }.prefix(4).map {
                "\($0.element) at \($0.offset)"
              }.joined(separator: ", "),
            "check the index along axis \(axis)"
          ) { n in grid.assembled(axis) { grid.slice(n, axis, order[$0]) } })
      }
      for index in Set(order).sorted() where grid.shape.count > 1 || right.count > 2 {
        rows.append(
          row(
            5, "\(indexed(name, index)) for all",
            "is that of \(indexed(name, index)) for every \(name)",
            "check the index along axis \(axis), or in a loop over \(names) what the gradient goes through "
              + "from one to the next"
          ) { n in
            let slice = grid.slice(n, axis, index)
            return grid.assembled(axis) { _ in slice }
          })
      }
      guard grid.shape.count > 1 else { continue }
      for (word, divisor) in [("sum", 1.0), ("mean", Double(grid.shape[axis]))] {
        rows.append(
          row(
            5, "\(word) over \(names)", "is the \(word) over its \(names), in each of them",
            "reduce over the axes along which it was broadcast, and no others"
          ) { n in
            var sum = grid.slice(n, axis, 0)
            for k in 1..<grid.shape[axis] {
              for (i, value) in grid.slice(n, axis, k).enumerated() { sum[i] += value }
            }
            return grid.assembled(axis) { _ in sum.map { $0 / divisor } }
          })
      }
    }
    rows.append(
      row(
        5, "no axis", "is the sum over everything, at every place",
        "reduce over the axes along which it was broadcast, and no others"
      ) { n in n.map { _ in n.reduce(0, +) } })
    return rows
  }

  /// What comes back to each from the next one is lost, or there twice.
  private static func handedOn(_ grid: Grid, _ axis: Int, _ step: Int, _ name: String)
    -> [Candidate]
  {
    let source = (0..<grid.count).map { grid.place($0, along: axis, by: step) }
    let other = "the gradient of each \(step > 0 ? "next" : "previous") \(name)"
    return [("lacks \(other)", -1.0), ("has \(other) added", 1)].map { finding, sign in
      Candidate(
        6, .exact,
        { _ in
          Cause(
            .missingPart, "handed on", finding,
            "add up what comes back to each from all that follow from it, each once")
        }
      ) { sample in
        zip(source, sample.n).map { $1 + sign * ($0.map { sample.n[$0] } ?? 0) }
      }
    }
  }
}
