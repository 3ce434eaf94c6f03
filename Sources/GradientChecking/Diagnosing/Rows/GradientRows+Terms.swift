/// A term too many, or one that is left out.
extension GradientRows {
  static func terms(_ sample: Sample, _ evidence: Evidence) -> [Candidate] {
    simpleTerms(sample) + products(sample) + toldTerms(sample, evidence)
  }

  /// Sums over outputs, and the values that each belongs to: one for each value, or one for several.
  private struct Sums {
    /// "over each row"; empty where each value has an output of its own.
    let words: String
    /// The sum to which each value and each output belongs.
    let values: [Int]
    let outputs: [Int]
    var isOwn: Bool { words.isEmpty }

    static func all(_ sample: Sample) -> [Sums] {
      let (count, outputs) = (sample.variable.values.count, sample.scene.output.count)
      guard count <= 4096, outputs <= 4096 else { return [] }
      let whole = Sums(
        words: "over all outputs", values: Array(repeating: 0, count: count),
        outputs: Array(repeating: 0, count: outputs))
      if count == outputs {
        let own = Sums(words: "", values: Array(0..<count), outputs: Array(0..<count))
        guard count > 3 else { return [own] }
        let parted = Field.Partition.all(sample.variable.shape).filter { $0.groups.count > 1 }
        return [own, whole]
          + parted.map { partition in
            var groups = whole.values
            for (number, group) in partition.groups.enumerated() {
              for i in group { groups[i] = number }
            }
            return Sums(words: "over each \(partition.name)", values: groups, outputs: groups)
          }
      }
      guard outputs > 1, sample.variable.shape.count(where: { $0 > 1 }) == 1 else { return [whole] }
      return [whole]
        + sample.scene.outputShapes.flatMap { shape in
          shape.indices.filter { shape[$0] == count }.map { axis in
            Sums(
              words: "over the outputs of each", values: Array(0..<count),
              outputs: (0..<outputs).map { Grid(shape).index($0, along: axis) })
          }
        }
    }
  }

  /// A product with a sum over outputs, v·Σ g·u: the use as a factor or divisor of the outputs, y = x·f with a term
  /// g·y/x, or y = f·exp x with one g·y; what all values of a row are divided by; a logarithm that is added to all.
  private static func products(_ sample: Sample) -> [Candidate] {
    let name = sample.variable.name
    let isLike = sample.variable.values.count == sample.scene.output.count
    var outer: [(text: String, values: (Sample) -> [Double])] = [
      ("", { sample in sample.wholeValues.map { _ in 1 } }), (name, \.wholeValues),
      ("1/\(name)", { sample in sample.wholeValues.map { 1 / $0 } }),
    ]
    var inner: [(text: String, values: (Sample) -> [Double])] = [
      ("g", { sample in sample.scene.output.map { _ in 1 } }), ("g·y", \.scene.output),
    ]
    if isLike {
      outer.append(("y", \.scene.output))
      inner.append(("g·\(name)", \.wholeValues))
    }
    let all = Sums.all(sample)
    return inner.flatMap { u in
      outer.flatMap { v in
        func values(_ sums: Sums, _ sample: Sample) -> [Double] {
          let (u, v) = (u.values(sample), v.values(sample))
          var totals = [Double](repeating: 0, count: (sums.outputs.max() ?? 0) + 1)
          for (output, sum) in sums.outputs.enumerated() {
            totals[sum] += sample.cotangent[output] * u[output]
          }
          return sample.coordinates.map { v[$0] * totals[sums.values[$0]] }
        }
        func term(_ sums: Sums) -> Candidate {
          let sum = sums.isOwn ? u.text : "Σ \(u.text) \(sums.words)"
          let term = v.text.isEmpty ? sum : "\(v.text) · \(sum)"
          return Candidate(
            10, .added,
            { c in
              let isSimple = [1, 2, 0.5].contains { (c.magnitude - $0).magnitude < 1e-4 }
              guard isSimple || !sums.isOwn, 1e-6...1e6 ~= c.magnitude else { return nil }
              let text = multiple(c.magnitude) + term
              var cause = Cause(
                .missingPart, "term \(term)",
                c > 0
                  ? "has a term \(text) too many, or lacks one of the opposite sign"
                  : "lacks a term \(text)",
                u.text == "g"
                  ? "look for what is added to the outputs, such as a logarithm of \(name)"
                  : "apply the product rule to \(name) and what it multiplies or divides")
              if isSimple { cause.discount = 3 }
              return cause
            }
          ) { values(sums, $0) }
        }
        func exchanged(_ taken: Sums, _ right: Sums) -> Candidate {
          Candidate(
            9, .added,
            { c in
              Cause(
                .layout, "axes exchanged",
                "sums \(u.text) \(taken.words) where it should \(right.words), or the other way round",
                "check the axis of the sum")
            }
          ) { sample in zip(values(taken, sample), values(right, sample)).map { $0 - $1 } }
        }
        let parted = all.filter { $0.words.contains("each") && isLike }
        return all.filter { !$0.isOwn || u.text != "g" || !v.text.isEmpty }.map(term)
          + parted.indices.flatMap { i in parted[(i + 1)...].map { exchanged(parted[i], $0) } }
      }
    }
  }

  /// Terms that are known of any function: the variable itself, the gradient from above.
  private static func simpleTerms(_ sample: Sample) -> [Candidate] {
    let isInput = sample.variable.role == .input
    func row(
      _ cost: Double, _ quantity: String, _ name: String, _ advice: String,
      _ values: @escaping (Sample) -> [Double]?
    ) -> Candidate {
      Candidate(
        cost, .added,
        { c in
          guard c.magnitude > 1e-9, c.magnitude < 1e9 else { return nil }
          let times = multiple(c.magnitude)
          return Cause(
            .missingPart, quantity,
            c > 0
              ? "has a term \(times)\(name) too many, or lacks one of the opposite sign"
              : "lacks a term \(times)\(name)", advice)
        }, predict: values)
    }
    func same(_ values: [Double], as sample: Sample) -> [Double]? {
      values.count == sample.variable.values.count && values.count > 1
        ? sample.coordinates.map { values[$0] } : nil
    }
    var rows = [
      row(
        3, isInput ? "x" : "θ", sample.variable.name,
        isInput
          ? "look for a norm or a penalty whose own gradient is left out or added"
          : "look for a weight decay that is missing, or is not part of the function"
      ) { $0.x },
      row(
        4, "sign(θ)", "sign(\(sample.variable.name))",
        "look for the gradient of an L1 penalty"
      ) { sample in
        sample.x.count { $0 < 0 } > 1 && sample.x.count { $0 > 0 } > 1
          ? sample.x.map { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 } : nil
      },
      row(
        4, "1", "1, at every place", "look for a number that is left out or added"
      ) { sample in sample.n.contains { $0 != sample.n[0] } ? sample.n.map { _ in 1 } : nil },
      row(
        4, "g", "g, the gradient from above",
        "look for the path on which the value itself goes on, as around a residual block"
      ) { same($0.cotangent, as: $0) },
      Candidate(
        3, .exact,
        { _ in
          Cause(
            .missingPart, "g", "lacks the gradient from above itself",
            "add what goes on as it is, as around a residual block")
        }
      ) { sample in same(sample.cotangent, as: sample).map { zip(sample.n, $0).map { $0 - $1 } } },
      Candidate(
        4, .exact,
        { _ in
          Cause(
            .missingPart, "g too many", "has the gradient from above added once too often",
            "add what goes on as it is, as around a residual block, once")
        }
      ) { sample in same(sample.cotangent, as: sample).map { zip(sample.n, $0).map { $0 + $1 } } },
      Candidate(
        4, .exact,
        { _ in
          Cause(
            .layout, "passed on", "passes on what comes from above as it is, place by place",
            "let each output's gradient go back to what it was made of")
        }
      ) { sample in sample.slopes == nil ? same(sample.cotangent, as: sample) : nil },
    ]
    for position in sample.scene.variables.indices where position != sample.position {
      let name = sample.scene.variables[position].name
      rows.append(
        row(
          5, "gradient of \(name)", "the gradient of \(name)",
          "one variable's gradient is added to another's, or a shared one's uses are not added up"
        ) { same($0.gradient[position], as: $0) })
    }
    // Of a single output a term may belong to the function, and is multiplied by what comes from above.
    if sample.cotangent.count == 1, sample.cotangent != [1] {
      rows += rows.filter { $0.form == .added }.map { row in
        Candidate(row.cost, row.form, row.cause) { sample in
          row.predict(sample)?.map { sample.cotangent[0] * $0 }
        }
      }
    }
    return rows
  }

  /// A term that the function tells of is missing, counted twice, or has the wrong sign or factor.
  private static func toldTerms(_ sample: Sample, _ evidence: Evidence) -> [Candidate] {
    let told = sample.facts.terms.indices.filter { k in
      let term = sample.facts.terms[k]
      return term.block == sample.variable.name
        && term.values.count == sample.variable.values.count
    }
    let pairs = told.enumerated().flatMap { i, a in told.dropFirst(i + 1).map { [a, $0] } }
    return (told.map { [$0] } + pairs).map { chosen in
      let terms = chosen.map { sample.facts.terms[$0] }
      let name = terms.map(\.name).joined(separator: " and ")
      let word = terms.count > 1 ? "terms" : "term"
      let explained = terms.map { $0.meaning.isEmpty ? $0.name : "\($0.name), \($0.meaning)" }
        .joined(separator: ", and ")
      func cause(_ c: Double) -> Cause? {
        func isNear(_ value: Double) -> Bool { (c - value).magnitude < 1e-3 * value.magnitude }
        if isNear(-1) || (told.count > 1 && c > -1 && c < 0 && !isNear(-0.5)) {
          let extent = isNear(-1) ? "" : " (\(short(-100 * c)) % of that)"
          return Cause(
            .missingPart, name, "lacks the \(word) of \(name)\(extent)",
            "add the \(word) of \(explained)")
        }
        for (factor, words) in [
          (-2.0, "with the wrong sign"), (1, "twice"), (-0.5, "half only"), (3, "four times"),
        ] where isNear(factor) {
          return Cause(
            .missingPart, name, "has the \(word) of \(name) \(words)", "count it once, as it is")
        }
        for p in evidence.facts.quantities {
          for q in evidence.facts.quantities where isNear(p.value / q.value - 1) {
            return Cause(
              .scale, "\(q.symbol) for \(p.symbol)",
              "has the \(word) of \(name) divided by \(q.symbol) = \(short(q.value)) instead of "
                + "\(p.symbol) = \(short(p.value))", "divide by \(p.symbol), \(p.meaning)")
          }
        }
        return nil
      }
      return Candidate(terms.count > 1 ? 1 : -1, .added, cause) { sample in
        guard chosen.allSatisfy({ $0 < sample.facts.terms.count }) else { return nil }
        return sample.coordinates.map { i in
          chosen.reduce(0) { $0 + sample.facts.terms[$1].values[i] }
        }
      }
    }
  }
}
