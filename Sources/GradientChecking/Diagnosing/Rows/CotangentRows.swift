import GSL

/// Wrong gradients that are right for another cotangent: Jᵀ·(T u).
enum CotangentRows {
  static func candidates(for block: BlockEvidence, in evidence: Evidence) -> [Candidate] {
    guard let sample = block.samples.first, !sample.columns.isEmpty else { return [] }
    guard sample.cotangent.count > 1 else {
      return evidence.map is any DifferentiableFunction ? [] : [ignored]
    }
    var rows = sample.scene.outputShapes.enumerated().flatMap { rank, shape -> [Candidate] in
      let axes = evidence.outputAxes(of: shape)
      let own = Set(evidence.facts.axes[block.variable.name] ?? [])
      return restrictions(Grid(shape), axes, own, rank) + rearrangements(Grid(shape), axes, rank)
        + averages(Grid(shape), axes, rank)
    }
    rows += whole(block) + fields(sample)
    return rows
  }

  private static func row(
    _ cost: Double, _ cause: Cause,
    _ change: @escaping ([Double]) -> [Double]
  ) -> Candidate {
    Candidate(cost, .divisible, isLocal: true, { _ in cause }) { sample in
      let changed = change(sample.cotangent)
      return changed == sample.cotangent ? nil : sample.right(for: changed)
    }
  }

  /// Only a part of the outputs counts.
  ///
  /// - Parameter own: what the block's own axes count; along these it is the block that has a place.
  private static func restrictions(
    _ grid: Grid, _ axes: [String], _ own: Set<String>, _ rank: Int
  ) -> [Candidate] {
    func change(
      _ cost: Double, _ quantity: String, _ finding: String, _ isKept: @escaping (Int) -> Bool
    ) -> Candidate {
      row(
        cost + 2 * Double(rank),
        Cause(
          .place, quantity, "is that of \(finding)",
          "check the bounds of the loop over the outputs, and that it adds and does not assign")
      ) { u in u.indices.map { isKept($0) ? u[$0] : 0 } }
    }
    var changes: [Candidate] = []
    for (axis, name) in axes.enumerated() where grid.shape[axis] > 1 && !own.contains(name) {
      let extent = grid.shape[axis]
      let indices = extent <= 12 ? Array(0..<extent) : [0, 1, extent - 2, extent - 1]
      for index in indices {
        changes.append(
          change(4, "\(indexed(name, index)) only", "\(indexed(name, index)) of the outputs only") {
            grid.index($0, along: axis) == index
          })
        changes.append(
          change(4, "\(indexed(name, index)) left out", "all outputs but \(indexed(name, index))") {
            grid.index($0, along: axis) != index
          })
      }
    }
    guard grid.shape.count > 2 else { return changes }
    for isOfFirst in [true, false] {
      changes.append(
        change(5, "window 0 only", "the first window of each plane only") { offset in
          grid.shape.indices.suffix(2).allSatisfy { grid.index(offset, along: $0) == 0 }
            && (!isOfFirst || grid.index(offset, along: 0) == 0)
        })
    }
    return changes
  }

  private static func rearrangements(_ grid: Grid, _ axes: [String], _ rank: Int) -> [Candidate] {
    grid.rearrangements(axes).map { order in
      row(
        5 + 2 * Double(rank),
        Cause(
          .layout, order.quantity, "is that of the cotangent \(order.finding)", order.advice)
      ) { order.apply($0) }
    }
  }

  private static let advice = "multiply by the gradient from above, entry by entry"

  private static func averages(_ grid: Grid, _ axes: [String], _ rank: Int) -> [Candidate] {
    guard grid.shape.count > 1 else { return [] }
    return axes.enumerated().filter { grid.shape[$0.offset] > 1 }.flatMap { axis, name in
      func change(
        _ quantity: String, _ finding: String, _ reduced: @escaping ([[Double]]) -> [Double]
      ) -> Candidate {
        row(
          5 + 2 * Double(rank),
          Cause(.upstream, quantity, "is that of \(finding)", CotangentRows.advice)
        ) { u in
          let slice = reduced((0..<grid.shape[axis]).map { grid.slice(u, axis, $0) })
          return grid.assembled(axis) { _ in slice }
        }
      }
      return [
        change(
          "\(indexed(name, 0)) for all", "the cotangent of \(indexed(name, 0)) in the place of all"
        ) { $0[0] },
        change("mean over \(plural(name))", "the cotangent's mean over \(plural(name))") { slices in
          slices[0].indices.map { i in slices.reduce(0) { $0 + $1[i] } / Double(slices.count) }
        },
      ]
    }
  }

  private static var ignored: Candidate {
    row(3, Cause(.upstream, "ignored", "is that of a cotangent of ones", CotangentRows.advice)) {
      $0.map { _ in 1 }
    }
  }

  /// Operators on all outputs at once.
  private static func whole(_ block: BlockEvidence) -> [Candidate] {
    let mean = Cause(
      .upstream, "mean over everything", "is that of the mean of the cotangent",
      CotangentRows.advice)
    var rows = [
      ignored,
      row(4, mean) { u in u.map { _ in u.reduce(0, +) / Double(u.count) } },
    ]
    guard block.isComplete, let first = block.samples.first,
      first.cotangent.count == block.coordinates.count
    else { return rows }
    rows.append(
      Candidate(
        4, .divisible,
        { _ in
          Cause(
            .layout, "transposed", "is J·g, with the Jacobian as it is, instead of Jᵀ·g",
            "let each output's gradient go back to what it was made of")
        }
      ) { sample in
        guard !sample.columns.isEmpty else { return nil }
        var product = [Double](repeating: 0, count: sample.cotangent.count)
        for (i, column) in sample.columns.enumerated() {
          for (j, slope) in column.enumerated() { product[j] += slope * sample.cotangent[i] }
        }
        return product
      })
    rows.append(
      Candidate(
        4, .divisible,
        { _ in
          Cause(
            .missingPart, "diagonal only",
            "has only what each value does to the output of its own place, the Jacobian's diagonal",
            "add what each value does to the other outputs")
        }
      ) { sample in
        zip(sample.columns.enumerated(), sample.cotangent).map { $0.element[$0.offset] * $1 }
      })
    return rows
  }

  /// Outputs multiplied by a number of their own.
  private static func fields(_ sample: Sample) -> [Candidate] {
    sample.outputFields.enumerated().flatMap { number, field -> [Candidate] in
      field.expressions.flatMap { expression -> [Candidate] in
        func predict(_ sample: Sample) -> [Double]? {
          sample.outputValues(field, at: number).flatMap {
            sample.right(for: zip(sample.cotangent, $0).map { $0 * expression.value($1) })
          }
        }
        let isTold = field.kind == .told
        func cause(_ factor: Double) -> Cause? {
          guard factor.magnitude > 1e-12, factor.magnitude < 1e12 else { return nil }
          let times = multiple(factor)
          let (text, divisor) = (expression.text(field.name), expression.divisor(field.name))
          var cause = Cause(
            isTold ? .scale : .missingPart,
            isTold ? field.symbol : times + expression.text(field.symbol),
            divisor.map {
              "lacks the factor \($0) of each output"
                + (times.isEmpty ? "" : ", and is \(short(factor)) times what is left")
            } ?? "is that of outputs multiplied by \(times)\(text)",
            "check where \(divisor ?? text) comes in")
          if [2, 0.5, -1].contains(where: { (factor - $0).magnitude < 1e-6 }) {
            cause.discount = 4
          }
          return cause
        }
        let cost = 7 + expression.cost + (field.kind == .statistic ? 4 : 0)
        return [
          Candidate(
            cost, .exact, isLocal: true, tolerance: field.tolerance, cause, predict: predict),
          Candidate(
            cost + 2, .scaled, isLocal: true, tolerance: field.tolerance, cause, predict: predict),
        ]
      }
    }
  }
}
