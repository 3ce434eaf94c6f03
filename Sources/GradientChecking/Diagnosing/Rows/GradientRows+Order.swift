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
    rows += sums(grid)
    for (word, divisor) in [("sum", 1.0), ("mean", Double(grid.count))] {
      rows.append(
        row(
          5, word == "sum" ? "no axis" : "mean over everything",
          "is the \(word) over everything, at every place",
          "reduce over the axes along which it was broadcast, and no others"
        ) { n in
          let total = n.reduce(0, +) / divisor
          return n.map { _ in total }
        })
    }
    return rows
  }

  /// Of cumulative sums: run from the other end, or without each one's own entry; of the values, their exponentials
  /// or the first value and the exponentials of the others.
  private static func sums(_ grid: Grid) -> [Candidate] {
    let scales: [(Int, Double) -> Double] = [
      { _, _ in 1 }, { _, x in exp(x) }, { $0 == 0 ? 1 : exp($1) },
    ]
    return grid.shape.indices.filter { grid.shape[$0] > 2 }.flatMap { axis in
      scales.enumerated().flatMap { number, scale in
        [(true, true), (true, false), (false, true), (false, false)].map { isToEnd, isTurned in
          Candidate(
            5 + Double(number), .exact,
            { _ in
              Cause(
                .layout, isTurned ? "sum from the other end" : "own entry left out",
                isTurned
                  ? "has its cumulative sum along axis \(axis) run from the \(isToEnd ? "start" : "end"), where it "
                    + "should from the \(isToEnd ? "end" : "start")"
                  : "leaves each one's own entry out of its cumulative sum along axis \(axis)",
                "of a sum from the start the gradient is a sum from the end, with its own entry")
            }
          ) { sample in
            let slices = (0..<grid.shape[axis]).map { k in
              (grid.slice(sample.n, axis, k), grid.slice(sample.x, axis, k).map { scale(k, $0) })
            }
            // What is summed, from the end at which the right sum begins.
            let order = isToEnd ? Array(slices.indices.reversed()) : Array(slices.indices)
            var parts = slices.map { $0.0 }
            for (place, k) in order.enumerated() {
              for i in parts[k].indices {
                let before =
                  place == 0 ? 0 : slices[order[place - 1]].0[i] / slices[order[place - 1]].1[i]
                parts[k][i] = slices[k].0[i] / slices[k].1[i] - before
              }
            }
            var result = slices.map { $0.0 }
            var sum = parts[0].map { _ in 0.0 }
            for k in order.reversed() {
              for i in sum.indices {
                sum[i] += parts[k][i]
                result[k][i] =
                  isTurned
                  ? slices[k].1[i] * sum[i] : slices[k].0[i] - slices[k].1[i] * parts[k][i]
              }
            }
            return grid.assembled(axis) { result[$0] }
          }
        }
      }
    }
  }
}
