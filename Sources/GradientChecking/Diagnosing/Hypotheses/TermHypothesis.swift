import Foundation

/// A term of the gradient is missing, counted twice, or has the wrong sign or factor.
struct TermHypothesis: LinearHypothesis {
  func predictions(for block: BlockEvidence, in evidence: Evidence) throws -> [Prediction] {
    let terms = evidence.facts.terms.filter {
      $0.block == block.variable.name && $0.values.count == block.variable.values.count
    }
    let values = terms.map { term in block.coordinates.map { term.values[$0] } }
    return terms.indices.flatMap { i in predictions([terms[i]], values[i], evidence) }
      + terms.indices.flatMap { i in
        terms.indices.dropFirst(i + 1).flatMap { j in
          predictions(
            [terms[i], terms[j]], zip(values[i], values[j]).map(+), evidence)
        }
      }
  }

  /// The predictions of one term, or of two together.
  private func predictions(
    _ terms: [MapFacts.Term], _ values: [Double], _ evidence: Evidence
  ) -> [Prediction] {
    let name = terms.map(\.name).joined(separator: " and ")
    let word = terms.count > 1 ? "terms" : "term"
    let explained = terms.map { $0.meaning.isEmpty ? $0.name : "\($0.name), \($0.meaning)" }
      .joined(separator: ", and ")
    func prediction(
      _ family: MistakeFamily, _ quantity: String, _ finding: String, _ advice: String,
      _ factor: Double
    ) -> Prediction {
      Prediction(
        family: family, quantity: quantity, difference: values.map { factor * $0 },
        finding: finding, advice: advice, isDivisible: factor == -1)
    }
    var predictions = [
      prediction(
        .missingPart, name, "lacks the \(word) of \(name)", "add the \(word) of \(explained)", -1)
    ]
    for (factor, words) in [
      (-2.0, "with the wrong sign"), (1, "twice"), (-0.5, "half only"), (3, "four times"),
    ] {
      predictions.append(
        prediction(
          .missingPart, name, "has the \(word) of \(name) \(words)", "count it once, as it is",
          factor)
      )
    }
    for p in evidence.facts.quantities {
      for q in evidence.facts.quantities where p.value != q.value {
        predictions.append(
          prediction(
            .scale, "\(q.symbol) for \(p.symbol)",
            "has the \(word) of \(name) divided by \(q.symbol) = \(short(q.value)) instead of "
              + "\(p.symbol) = \(short(p.value))",
            "divide by \(p.symbol), \(p.meaning)", p.value / q.value - 1))
      }
    }
    return predictions
  }
}
