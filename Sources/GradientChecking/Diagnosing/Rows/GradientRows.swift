import Foundation

/// Wrong gradients that are the right one with an operator applied to it: S·Jᵀu.
enum GradientRows {
  static func candidates(for block: BlockEvidence, in evidence: Evidence) -> [Candidate] {
    guard let sample = block.samples.first else { return [] }
    return factors(block, evidence) + functions(block) + exchanges(block, evidence)
      + layouts(block, evidence) + fields(block) + slopes(block) + relations(sample)
      + terms(sample, evidence)
  }

  /// What may be wrong at some places only: each number by itself.
  static func elementwise(_ block: BlockEvidence, _ evidence: Evidence) -> [Candidate] {
    factors(block, evidence) + fields(block) + slopes(block, isPart: true)
      + [
        Candidate(
          4, .added,
          { c in
            Cause(
              .missingPart, "\(short(c)) added",
              "is \(short(c.magnitude)) too \(c > 0 ? "large" : "small")",
              "look for a number that is left out or added, such as the 1 of a one-hot label")
          }, predict: { $0.a.map { _ in 1 } })
      ]
  }

  // MARK: - One factor

  private static func factors(_ block: BlockEvidence, _ evidence: Evidence) -> [Candidate] {
    let quantities = evidence.quantities(of: block.variable)
    var noise = 1e-6
    if let sample = block.samples.first {
      let size = dot(sample.n, sample.n).squareRoot()
      if size > 0 { noise = max(noise, 4 * dot(sample.e, sample.e).squareRoot() / size) }
    }
    let leeway = min(10 * noise, 0.02)
    return [
      Candidate(0, .exact, { _ in quantities.cause(-1, leeway: 1e-9) }) { $0.n.map { -$0 } },
      Candidate(0, .exact, { _ in quantities.cause(2, leeway: 1e-9) }) { $0.n.map { 2 * $0 } },
      Candidate(0, .exact, { _ in quantities.cause(0.5, leeway: 1e-9) }) { $0.n.map { 0.5 * $0 } },
      Candidate(1, .scaled, { quantities.cause($0, leeway: leeway) }) { $0.n },
    ]
  }

  // MARK: - A function of each number

  private static func functions(_ block: BlockEvidence) -> [Candidate] {
    let sample = block.samples[0]
    func row(
      _ quantity: String, _ finding: String, _ advice: String, _ f: @escaping (Double) -> Double
    )
      -> Candidate
    {
      Candidate(6, .exact, { _ in Cause(.missingPart, quantity, finding, advice) }) {
        $0.n.map(f)
      }
    }
    guard sample.n.count(where: { $0 > 0 }) > 1, sample.n.count(where: { $0 < 0 }) > 1,
      Set(sample.n.map { Float($0.magnitude) }).count > 3
    else { return [] }
    var rows = [
      row("sign of the gradient", "is the sign of the right one", "do not take the sign") {
        $0 > 0 ? 1 : $0 < 0 ? -1 : 0
      },
      row("|gradient|", "is the magnitude of the right one", "keep the sign") { $0.magnitude },
      row(
        "positive part", "is the right one where that is positive, and 0 elsewhere",
        "do not cut off what is negative"
      ) { max(0, $0) },
      row(
        "negative part", "is the right one where that is negative, and 0 elsewhere",
        "do not cut off what is positive"
      ) { min(0, $0) },
    ]
    // The largest, met more than once, is the bound at which all is cut off.
    let bound = sample.a.reduce(0) { max($0, $1.magnitude) }
    let atBound = sample.a.count { ($0.magnitude - bound).magnitude <= 1e-12 * bound }
    let below = sample.a.count { $0 != 0 && $0.magnitude < 0.999 * bound }
    if bound > 0, bound.isFinite, atBound > 0, below > 1,
      sample.n.contains(where: { $0.magnitude > 1.001 * bound })
    {
      rows.append(
        row(
          "clipped", "is clipped at ±\(short(bound))",
          "leave clipping to the optimizer: it is no part of the gradient"
        ) {
          max(-bound, min(bound, $0))
        })
      let upper = sample.a.reduce(-.infinity, max), lower = sample.a.reduce(.infinity, min)
      rows.append(
        row(
          "clipped", "is clipped to \(short(lower)) … \(short(upper))",
          "leave clipping to the optimizer: it is no part of the gradient"
        ) {
          max(lower, min(upper, $0))
        })
    }
    rows.append(
      Candidate(
        3, .scaled,
        { c in
          Cause(
            .scale, "normalized", "has the norm \(short(c)) everywhere: it is rescaled to it",
            "leave clipping by norm to the optimizer: it is no part of the gradient")
        }
      ) { sample in
        let size = dot(sample.n, sample.n).squareRoot()
        return size > 0 && sample.n.count > 1 ? sample.n.map { $0 / size } : nil
      })
    rows.append(
      Candidate(
        3, .scaled,
        { c in
          Cause(
            .scale, "normalized",
            "has, with those of the other variables, the norm \(short(c)) everywhere: it is rescaled to it",
            "leave clipping by norm to the optimizer: it is no part of the gradient")
        }
      ) { sample in
        guard sample.gradient.blocks.count > 1 else { return nil }
        let own = dot(sample.n, sample.n), given = dot(sample.a, sample.a)
        let all = sample.gradient.blocks.reduce(0) { $0 + dot($1, $1) }
        return own > 0 && given > 0 && all > given
          ? sample.n.map { $0 * (given / own / all).squareRoot() } : nil
      })
    return rows
  }

  // MARK: - Another block's

  private static func exchanges(_ block: BlockEvidence, _ evidence: Evidence) -> [Candidate] {
    evidence.blocks.compactMap { other in
      guard other.position != block.position, block.isComplete, other.isComplete,
        other.coordinates.count == block.coordinates.count
      else { return nil }
      return Candidate(
        2, .exact,
        { _ in
          Cause(
            .layout, "blocks exchanged", "is the gradient of \(other.variable.name)",
            "return \(block.variable.name)'s gradient in its own place")
        }
      ) { sample in
        other.right(for: sample)
      }
    }
  }

  // MARK: - The right numbers in the wrong order

  private static func layouts(_ block: BlockEvidence, _ evidence: Evidence) -> [Candidate] {
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
        rows.append(
          row(
            6, "\(names) permuted",
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
            "check the index along axis \(axis)"
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
      for isForward in [true, false] {
        rows.append(
          row(
            6, "cumulative sum", "is the running sum of the right one along axis \(axis)",
            "do not sum twice"
          ) { n in
            var sum = [Double](repeating: 0, count: grid.count / grid.shape[axis])
            var slices = (0..<grid.shape[axis]).map { grid.slice(n, axis, $0) }
            for k in isForward ? Array(slices.indices) : Array(slices.indices.reversed()) {
              for i in sum.indices { sum[i] += slices[k][i] }
              slices[k] = sum
            }
            return grid.assembled(axis) { slices[$0] }
          })
      }
    }
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

  // MARK: - A factor that differs from place to place, or from point to point

  private static func fields(_ block: BlockEvidence) -> [Candidate] {
    block.samples[0].fields.enumerated().flatMap { number, field -> [Candidate] in
      guard isTelling(field, number, block) else { return [] }
      let signs = block.samples[0].fields[number].values.count { $0 < 0 } > 1
      return
        (field.isConstant || field.symbol.contains(" in each ") ? Field.powers : Field.expressions)
        .filter { !$0.isOfSign || signs }
        .flatMap { expression -> [Candidate] in
          let distance = field.isConstant ? 4.0 : field.symbol.contains(" ") ? 5 : 2
          let cost = 4 + expression.cost + distance
          func product(_ sample: Sample) -> [Double]? {
            let fields = sample.fields
            guard number < fields.count, fields[number].symbol == field.symbol else { return nil }
            return zip(sample.n, fields[number].values).map { n, v in
              n == 0 ? 0 : n * expression.value(v)
            }
          }
          let (symbol, name) = (expression.text(field.symbol), expression.text(field.name))
          func cause(_ factor: Double) -> Cause? {
            guard factor.magnitude > 1e-12, factor.magnitude < 1e12 else { return nil }
            let times = (factor - 1).magnitude < 1e-6 ? "" : "\(short(factor)) · "
            let isInverse = symbol.hasPrefix("1/")
            let bare = isInverse ? String(name.dropFirst(2)) : name
            let quantity = isInverse ? String(symbol.dropFirst(2)) : "\(symbol) too many"
            return Cause(
              .missingPart, times + quantity,
              isInverse
                ? "lacks the factor \(bare)\(times.isEmpty ? "" : ", and is \(short(factor)) times what is left")"
                : "has a factor \(times)\(name) too many",
              isInverse ? "multiply by \(bare)" : "do not multiply by \(name)")
          }
          // A number a point: too few to choose a factor too.
          if field.isConstant {
            return [1.0, 2, 0.5].map { factor in
              Candidate(cost + (factor == 1 ? 0 : 2), .exact, isLocal: true, { _ in cause(factor) })
              {
                product($0)?.map { $0 * factor }
              }
            }
          }
          return [
            Candidate(cost, .exact, isLocal: true, cause, predict: product),
            Candidate(cost + 2, .scaled, isLocal: true, cause, predict: product),
          ]
        }
    }
  }

  /// Whether a field takes enough values to tell one function of it from another.
  private static func isTelling(_ field: Field, _ number: Int, _ block: BlockEvidence) -> Bool {
    var values = Set<Float>()
    for sample in block.samples where number < sample.fields.count {
      for (value, n) in zip(sample.fields[number].values, sample.n) where n != 0 {
        values.insert(Float(value.magnitude))
      }
    }
    return values.count > (field.isConstant ? 1 : 2)
  }

  /// Functions of the value, or of the output, in the place of the slope; values for gradients.
  private static func slopes(_ block: BlockEvidence, isPart: Bool = false) -> [Candidate] {
    let sample = block.samples[0]
    let own = sample.fields.enumerated().filter {
      ["x", "y", "slope"].contains($0.element.symbol) && isTelling($0.element, $0.offset, block)
    }.map(\.element.symbol)
    if sample.slopes != nil, !own.contains("slope") {
      // Of a slope that takes two values only that it is taken for 1 can be told.
      return isPart ? [unchanged] : [exchanged]
    }
    let one = [Field.Expression(0, { _ in "1" }, { _ in 1 })]
    let ratio = Candidate(
      5, .exact,
      { _ in
        Cause(
          .missingPart, "derivative", "takes y/x for the slope",
          "take the derivative of a product: both factors depend on x")
      }
    ) { sample in
      sample.slopes == nil
        ? nil
        : sample.coordinates.map {
          sample.cotangent[$0] * sample.scene.output[$0] / sample.scene.point[sample.position][$0]
        }
    }
    return (isPart ? [] : [ratio])
      + own.flatMap { symbol in
        ((symbol == "x" ? one : []) + Field.expressions).flatMap { expression -> [Candidate] in
          func values(_ sample: Sample) -> [Double]? {
            sample.fields.first { $0.symbol == symbol }.map { $0.values.map(expression.value) }
          }
          let text = expression.text(symbol)
          var rows: [Candidate] = []
          if sample.slopes != nil {
            for sign in [1.0, -1.0] {
              rows.append(
                Candidate(
                  3 + expression.cost + (sign < 0 ? 2 : 0), .exact,
                  { _ in
                    Cause(
                      .missingPart,
                      text == "1 − x²" || text == "x(1 − x)" ? "x for y" : "derivative",
                      "takes \(sign > 0 ? text : text.contains(" ") ? "−(\(text))" : "−\(text)") for the slope",
                      "take the derivative of the function")
                  }
                ) { sample in
                  values(sample).map {
                    zip(sample.coordinates, $0).map { sign * sample.cotangent[$0] * $1 }
                  }
                })
            }
          }
          if symbol != "slope", text != "1" {
            rows.append(
              Candidate(
                9 + expression.cost, .exact,
                { _ in
                  Cause(
                    .missingPart, "values for slopes", "is \(text), values instead of slopes",
                    "return the derivative, times what comes from above")
                }, predict: values))
          }
          return rows
        }
      }
  }

  /// Of two slopes each takes the place of the other.
  private static var exchanged: Candidate {
    Candidate(
      4, .exact,
      { _ in
        Cause(
          .place, "sides exchanged", "has the slopes of the two sides exchanged",
          "invert the comparison that tells the sides")
      }
    ) { sample in
      guard let slopes = sample.slopes, let low = slopes.min(), let high = slopes.max(),
        slopes.allSatisfy({
          min(($0 - low).magnitude, ($0 - high).magnitude) <= 1e-6 * (high - low)
        })
      else { return nil }
      return zip(sample.coordinates, slopes).map { sample.cotangent[$0] * (low + high - $1) }
    }
  }

  /// What comes from above is passed on as it is.
  private static var unchanged: Candidate {
    Candidate(
      3, .exact,
      { _ in
        Cause(
          .missingPart, "derivative", "takes 1 for the slope, and passes on what comes from above",
          "take the derivative of the function")
      }
    ) { sample in
      sample.slopes == nil ? nil : sample.coordinates.map { sample.cotangent[$0] }
    }
  }

  /// Of a sum of functions only the slopes are known: but those of some follow from their values.
  private static func relations(_ sample: Sample) -> [Candidate] {
    guard sample.scene.output.count == 1, sample.coordinates.count > 1 else { return [] }
    let slopes: [(taken: String, right: String, (Double) -> Double)] = [
      ("σ", "σ(1 − σ)", { $0 * (1 - $0) }), ("tanh", "1 − tanh²", { 1 - $0 * $0 }),
      ("1 − tanh", "1 − tanh²", { $0 * (2 - $0) }), ("1 + tanh²", "1 − tanh²", { 2 - $0 }),
      (
        "σ(1 + σ)", "σ(1 − σ)",
        { slope in
          let value = ((1 + 4 * slope).squareRoot() - 1) / 2
          return value * (1 - value)
        }
      ),
    ]
    return slopes.map { taken, right, slope in
      Candidate(
        4, .exact,
        { _ in
          Cause(
            .missingPart, "derivative", "takes \(taken) for the slope, which is \(right)",
            "take the derivative of the function")
        }
      ) { sample in
        zip(sample.a, sample.n).map { a, n in a + n - slope(a) }
      }
    }
  }

  // MARK: - Terms

  private static func terms(_ sample: Sample, _ evidence: Evidence) -> [Candidate] {
    simpleTerms(sample) + toldTerms(sample, evidence)
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
          let times = (c.magnitude - 1).magnitude < 1e-6 ? "" : "\(short(c.magnitude)) · "
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
      row(5, "y", "y, the output", "look for a penalty on the output") {
        same($0.scene.output, as: $0)
      },
      row(5, "g·y", "g·y, the gradient from above times the output", "work out the derivative anew")
      {
        sample in
        same(zip(sample.cotangent, sample.scene.output).map { $0 * $1 }, as: sample)
      },
      row(6, "x²", "\(sample.variable.name)²", "work out the derivative anew") {
        $0.x.map { $0 * $0 }
      },
      row(6, "x³", "\(sample.variable.name)³", "work out the derivative anew") {
        $0.x.map { $0 * $0 * $0 }
      },
    ]
    rows.append(
      row(
        6, "gradient for ones", "what it is for a cotangent of ones", "use the gradient from above"
      ) { sample in
        sample.cotangent.count > 1 ? sample.right(for: sample.cotangent.map { _ in 1 }) : nil
      })
    let wrong = sample.isWrong.count { $0 }
    let tooLarge = sample.isWrong.indices.count { sample.isWrong[$0] && sample.defect[$0] > 0 }
    if wrong >= 4, 2 * tooLarge == wrong {
      rows.append(
        Candidate(
          6, .added,
          { c in
            Cause(
              .layout, "\(short(c.magnitude)) at other places",
              "has \(short(c.magnitude)) at \(tooLarge) places where it does not belong, and lacks it at as many others",
              "look for an index that is off by one, such as a label's")
          }
        ) { sample in
          let upstream = sample.cotangent.count == 1 ? sample.cotangent[0] : 1
          return zip(sample.isWrong, sample.defect).map {
            $0 ? ($1 / upstream > 0 ? upstream : -upstream) : 0
          }
        })
    }
    if wrong >= 4, wrong < sample.isWrong.count {
      let first = sample.isWrong.firstIndex(of: true).map { sample.coordinates[$0] } ?? 0
      rows.append(
        Candidate(
          6, .added,
          { c in
            Cause(
              .missingPart, "\(short(c)) added",
              "is \(short(c.magnitude)) too \(c > 0 ? "large" : "small") at \(wrong) of "
                + "\(sample.isWrong.count) places, such as \(sample.variable.name)"
                + "\(sample.variable.index(ofOffset: first)), and right elsewhere",
              "look for a number that is left out or added, such as the 1 of a one-hot label")
          }
        ) { sample in
          let upstream = sample.cotangent.count == 1 ? sample.cotangent[0] : 1
          return sample.isWrong.map { $0 ? upstream : 0 }
        })
    }
    for position in sample.scene.variables.indices where position != sample.position {
      let name = sample.scene.variables[position].name
      rows.append(
        row(5, name, name, "look for a term that belongs to \(name), or is left out") {
          same($0.scene.point[position], as: $0)
        })
      rows.append(
        row(
          5, "gradient of \(name)", "the gradient of \(name)",
          "one variable's gradient is added to another's, or a shared one's uses are not added up"
        ) { sample in evidenceFree(sample, position) })
    }
    // Of a single output a term may belong to the function, and is multiplied by what comes from above.
    if sample.cotangent.count == 1 {
      rows += rows.map { row in
        Candidate(row.cost, row.form, row.cause) { sample in
          row.predict(sample).map { values in
            row.form == .added ? values.map { sample.cotangent[0] * $0 } : values
          }
        }
      }
    }
    return rows
  }

  private static func evidenceFree(_ sample: Sample, _ position: Int) -> [Double]? {
    let other = sample.gradient[position]
    guard other.count == sample.variable.values.count, other.count > 1 else { return nil }
    return sample.coordinates.map { other[$0] }
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
