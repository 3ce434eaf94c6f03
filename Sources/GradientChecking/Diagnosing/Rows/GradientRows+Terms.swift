/// A term too many, or one that is left out.
extension GradientRows {
  static func terms(_ sample: Sample, _ evidence: Evidence) -> [Candidate] {
    simpleTerms(sample) + outerFactors(sample) + reductions(sample) + toldTerms(sample, evidence)
  }

  /// The use as a factor or divisor of the outputs: y = x·f has a term g·y/x, and y = f·exp x one g·y, added up over
  /// the outputs that share an index with the value.
  private static func outerFactors(_ sample: Sample) -> [Candidate] {
    let grid = Grid(sample.variable.shape)
    let name = sample.variable.name
    /// For each output the value whose place it has.
    var owners: [[Int]] = []
    let outputs = sample.scene.output.count
    if grid.count == outputs {
      owners = [Array(0..<outputs)]
    } else if grid.count == 1 {
      owners = [[Int](repeating: 0, count: outputs)]
    } else if sample.variable.shape.filter({ $0 > 1 }).count == 1 {
      for shape in sample.scene.outputShapes {
        let places = Grid(shape)
        for axis in shape.indices where shape[axis] == grid.count {
          owners.append((0..<outputs).map { places.index($0, along: axis) })
        }
      }
    }
    return owners.flatMap { owners in
      [false, true].map { isDivided in
        Candidate(
          7, .added,
          { c in
            guard [1.0, -1, 2, -2, 0.5, -0.5].contains(where: { (c - $0).magnitude < 1e-4 }) else {
              return nil
            }
            let term = multiple(c.magnitude) + (isDivided ? "g · y/\(name)" : "g · y")
            return Cause(
              .missingPart, "outer factor",
              c < 0
                ? "lacks a term \(term), what \(name) does as a factor or divisor of the outputs"
                : "has a term \(term) too many, as of a factor of the outputs",
              "apply the product rule to \(isDivided ? name : "exp \(name)") and what it multiplies"
            )
          }
        ) { sample in
          var sums = [Double](repeating: 0, count: grid.count)
          for (output, owner) in owners.enumerated() {
            sums[owner] += sample.cotangent[output] * sample.scene.output[output]
          }
          return sample.coordinates.map {
            isDivided ? sums[$0] / sample.wholeValues[$0] : sums[$0]
          }
        }
      }
    }
  }

  /// A product with a sum over each row or column, as in the derivative of what is normalized:
  /// v·Σ(g·u), with v and u the input, the output, or 1.
  private static func reductions(_ sample: Sample) -> [Candidate] {
    let shape = sample.variable.shape
    let count = sample.variable.values.count
    guard sample.scene.output.count == count, count > 3, count <= 4096 else { return [] }
    var partitions = Field.Partition.all(shape)
    if partitions.count > 1 {
      partitions.append(Field.Partition(name: "block", groups: [Array(0..<count)]))
    }
    let name = sample.variable.name
    let factors: [(text: String, values: (Sample) -> [Double])] = [
      ("", { sample in sample.scene.output.map { _ in 1 } }), (name, \.wholeValues),
      ("y", \.scene.output),
    ]
    func term(
      _ v: (Sample) -> [Double], _ u: (Sample) -> [Double], _ partition: Field.Partition,
      _ sample: Sample
    ) -> [Double] {
      let (v, u, g) = (v(sample), u(sample), sample.cotangent)
      var result = [Double](repeating: 0, count: count)
      for group in partition.groups {
        let sum = group.reduce(0) { $0 + g[$1] * u[$1] }
        for i in group { result[i] = sum * v[i] }
      }
      return sample.coordinates.map { result[$0] }
    }
    return partitions.enumerated().flatMap { number, partition in
      factors.flatMap { v in
        factors.flatMap { u -> [Candidate] in
          let sum = "Σ g" + (u.text.isEmpty ? "" : "·\(u.text)")
          let product = (v.text.isEmpty ? "" : "\(v.text)·") + "\(sum) over each \(partition.name)"
          var rows = [
            Candidate(
              7, .added,
              { c in
                guard c.magnitude > 1e-6, c.magnitude < 1e6 else { return nil }
                let term = multiple(c.magnitude) + product
                return Cause(
                  .missingPart, product,
                  c > 0
                    ? "has a term \(term) too many, or lacks one of the opposite sign"
                    : "lacks a term \(term)",
                  "let the gradient pass through what all values of a \(partition.name) share")
              }
            ) { term(v.values, u.values, partition, $0) }
          ]
          for other in partitions[(number + 1)...] {
            rows.append(
              Candidate(
                9, .added,
                { c in
                  guard c.magnitude > 1e-6, c.magnitude < 1e6 else { return nil }
                  return Cause(
                    .layout, "axes exchanged",
                    "sums \(sum.dropFirst(2)) over each \(partition.name) where it should over "
                      + "each \(other.name), or the other way round",
                    "check the axis of the sum")
                }
              ) { sample in
                zip(
                  term(v.values, u.values, partition, sample),
                  term(v.values, u.values, other, sample)
                ).map { $0 - $1 }
              })
          }
          return rows
        }
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
