// What every format says of a report in words.

/// What a check came to.
package enum Outcome: String {
  case pass = "PASS"
  /// Nothing is against it, and something was not examined.
  case open = "OPEN"
  case fail = "FAIL"
}

extension GradientReport {
  package var outcome: Outcome { isPassed ? .pass : isUnrefuted ? .open : .fail }

  /// What the rows of the blocks do not say, in sentences; what is true of several blocks is said once.
  package var remarks: [String] {
    var names: [String: [String]] = [:]
    var order: [String] = []
    for block in blocks {
      for sentence in block.sentences {
        if names[sentence] == nil { order.append(sentence) }
        names[sentence, default: []].append(block.name)
      }
    }
    return order.map { "\(names[$0, default: []].joined(separator: ", ")): \($0)" } + coverage
  }

  /// What the checks of sampled blocks could have missed, in one sentence for all.
  private var coverage: [String] {
    let sampled = blocks.filter { $0.coverage != nil && $0.band != nil }
    guard let escape = sampled.compactMap(\.coverage?.escapeProbability).max() else { return [] }
    var text = "sampled: a defect in 1 % of a block is missed with probability \(escape.brief)"
    if let visible = sampled.compactMap(\.coverage?.visibleError).max() {
      text += ", but a random direction shows any entry off by \(visible.brief) of the largest"
    }
    let blind = sampled.filter { $0.coverage?.visibleError == nil && $0.isPassed }.map(\.name)
    if !blind.isEmpty {
      text += "; the directions tell nothing in \(blind.joined(separator: ", "))"
    }
    return [text]
  }

  /// What the parts of a composite function come to, in a sentence; nil where there are none.
  package var partsSentence: String? {
    guard !parts.isEmpty else { return nil }
    guard let position = parts.firstIndex(where: { !$0.isPassed }) else {
      let culprit = isUnrefuted ? "" : ": the mistake is in how they are put together"
      return "all \(parts.count) layers are right at the values that reach them" + culprit
    }
    // The first in the order of the forward pass; those before it are right.
    return "layer \(position + 1) of \(parts.count), \(parts[position].subject), "
      + "is wrong on its own, at the values that reach it:"
  }

  /// What is wrong, in the fewest sentences that tell: the mistake by its name, else broken promises, else the
  /// blocks.
  package var reasons: [String] {
    if !diagnoses.isEmpty { return diagnoses.map { "\($0.sentence.capitalizedSentence)." } }
    let broken = probes.filter { !$0.isKept }.map { probe in
      "Not kept: \(probe.promise)\(probe.evidence.map { ": \($0)" } ?? "")."
    }
    if !broken.isEmpty { return broken }
    if let unexamined, isUnrefuted { return ["Not finished: \(unexamined)."] }
    let wrong = blocks.filter { !$0.isPassed }.map { block in
      "The gradient of \(block.name) is \(block.verdict.lowercased())"
        + (block.worstRelativeError.map { ": worst relative error \($0.brief)." } ?? ".")
    }
    let against = opinions.filter(\.isAgainst).map {
      "\("\($0.method) \($0.finding)".capitalizedSentence)."
    }
    return wrong.isEmpty && against.isEmpty
      ? parts.filter { !$0.isPassed }.flatMap { part in
        part.reasons.map { "\(part.subject): \($0)" }
      } : wrong + against
  }
}

extension BlockReport {
  /// "3×5×2"
  package var shapeText: String {
    shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: "×")
  }

  /// Its band where it passed, else in what way it did not.
  package var verdict: String {
    guard isPassed else {
      return count(of: .inconclusive) > 0 && count(of: .disagree) + count(of: .jump) == 0
        && jacobian?.wrong ?? 0 == 0 ? "unclear" : "WRONG"
    }
    guard checked > 0 else { return "–" }
    return switch band {
    case .good: "good"
    case .fineWithKinks: "kinks"
    case .suspicious: "suspicious"
    case .wrong: "wrong"
    case nil: "noise"
    }
  }

  package var sentences: [String] {
    var sentences: [String] = []
    let disagreeing = count(of: .disagree) + count(of: .jump)
    if disagreeing > 0 { sentences.append("\(disagreeing) of \(checked) are wrong") }
    let kinks = count(of: .subgradient)
    if kinks > 0 { sentences.append("\(kinks) on a kink, between the slopes of its two sides") }
    let noise = count(of: .withinNoise)
    if noise > 0, notes.isEmpty {
      sentences.append("\(noise) equal as far as the noise of the difference lets one see")
    }
    let open = count(of: .inconclusive)
    if open > 0, isPassed { sentences.append("\(open) inconclusive") }
    if isPassed, coverage == nil, direction.status == .inconclusive {
      let reason = direction.explanation ?? "it crosses kinks"
      sentences.append("a random direction tells nothing: \(reason)")
    }
    return sentences + notes
  }

  /// The coordinates worth a look, by their names, or the random direction where that alone shows it.
  ///
  /// - Parameter all: Whether those that are right count too.
  package func listed(all: Bool) -> [(place: String, report: CoordinateReport)] {
    let listed = worst.filter { all || $0.status.isFailure || $0.status == .inconclusive }
    guard listed.isEmpty, direction.status.isFailure else {
      return listed.map { (name + ($0.index.isEmpty ? "" : $0.index.bracketed), $0) }
    }
    return [("\(name) in a random direction", direction)]
  }
}

extension [Int] {
  /// An index along each axis: "[2, 0, 3]".
  package var bracketed: String { "[\(map(String.init).joined(separator: ", "))]" }
}

extension String {
  /// The sentence with a capital first letter.
  package var capitalizedSentence: String { prefix(1).uppercased() + dropFirst() }
}
