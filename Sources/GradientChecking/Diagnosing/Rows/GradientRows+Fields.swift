import Foundation

/// A factor that differs from place to place, or from point to point.
extension GradientRows {
  static func fields(_ block: BlockEvidence) -> [Candidate] {
    block.samples[0].fields.enumerated().flatMap { number, field -> [Candidate] in
      guard isTelling(field, number, block) else { return [] }
      let signs = field.values.count { $0 < 0 } > 1
      let distance =
        switch field.kind {
        case .constant: 4.0
        case .statistic: 5.0
        default: 2.0
        }
      return field.expressions.filter { !$0.isOfSign || signs }
        .flatMap { expression -> [Candidate] in
          let cost = 4 + expression.cost + distance
          func product(_ sample: Sample) -> [Double]? {
            sample.values(field, at: number).map {
              zip(sample.n, $0).map { n, v in n == 0 ? 0 : n * expression.value(v) }
            }
          }
          let (symbol, name) = (expression.text(field.symbol), expression.text(field.name))
          func cause(_ factor: Double) -> Cause? {
            guard factor.magnitude > 1e-12, factor.magnitude < 1e12 else { return nil }
            let times = multiple(factor)
            guard let bare = expression.divisor(field.name),
              let quantity = expression.divisor(field.symbol)
            else {
              return Cause(
                .missingPart, "\(times)\(symbol) too many",
                "has a factor \(times)\(name) too many", "do not multiply by \(name)")
            }
            return Cause(
              .missingPart, times + quantity,
              "lacks the factor \(bare)"
                + (times.isEmpty ? "" : ", and is \(short(factor)) times what is left"),
              "multiply by \(bare)")
          }
          // A number a point: too few to choose a factor too.
          if field.kind == .constant {
            return [1.0, 2, 0.5].map { factor in
              Candidate(
                cost + (factor == 1 ? 0 : 2), .exact, isLocal: true, tolerance: Field.tolerance,
                { _ in cause(factor) }
              ) { product($0)?.map { $0 * factor } }
            }
          }
          return [
            Candidate(
              cost, .exact, isLocal: true, tolerance: field.tolerance, cause, predict: product),
            Candidate(
              cost + 2, .scaled, isLocal: true, tolerance: field.tolerance, cause, predict: product),
          ]
        }
    }
  }

  /// Whether a field takes enough values to tell one function of it from another.
  private static func isTelling(_ field: Field, _ number: Int, _ block: BlockEvidence) -> Bool {
    var values = Set<Float>()
    for sample in block.samples {
      for (value, n) in zip(sample.values(field, at: number) ?? [], sample.n) where n != 0 {
        values.insert(Float(value.magnitude))
      }
    }
    return values.count > (field.kind == .constant ? 1 : 2)
  }

  /// Functions of the value, or of the output, in the place of the slope; values for gradients.
  static func slopes(_ block: BlockEvidence, isPart: Bool = false) -> [Candidate] {
    let sample = block.samples[0]
    let own = sample.fields.enumerated().filter { number, field in
      [.own, .output, .slope].contains(field.kind) && isTelling(field, number, block)
    }
    if sample.slopes != nil, !own.contains(where: { $0.element.kind == .slope }) {
      // Of a slope that takes two values only that it is taken for 1 can be told.
      return isPart ? [unchanged] : [exchanged]
    }
    let one = [Field.Expression(0, { _ in "1" }, { _ in 1 })]
    return own.flatMap { number, field in
      ((field.kind == .own ? one : []) + field.expressions).flatMap { expression -> [Candidate] in
        func values(_ sample: Sample) -> [Double]? {
          sample.values(field, at: number)?.map(expression.value)
        }
        let text = expression.text(field.symbol)
        // Another variable may have the name that stands for these values.
        let isAmbiguous = sample.scene.variables.contains {
          $0.name == field.symbol && (field.kind != .own || $0.name != block.variable.name)
        }
        let legend =
          isAmbiguous
          ? ", with \(field.symbol) for \(field.kind == .own ? "its own value" : "the output")" : ""
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
                    "takes \(sign > 0 ? text : text.contains(" ") ? "−(\(text))" : "−\(text)") for the slope"
                      + legend,
                    "take the derivative of the function")
                }
              ) { sample in
                values(sample).map {
                  zip(sample.coordinates, $0).map { sign * sample.cotangent[$0] * $1 }
                }
              })
          }
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
}
