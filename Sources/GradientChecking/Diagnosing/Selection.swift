/// The choice among candidates.
enum Selection {
  /// The least far-fetched candidate that explains all samples; nil where none does, or it might be an
  /// accident.
  static func best(_ candidates: [Candidate], for samples: [Sample]) -> Fit? {
    guard !samples.isEmpty else { return nil }
    var best: Fit?
    let order = candidates.indices.sorted {
      (candidates[$0].cost, $0) < (candidates[$1].cost, $1)
    }
    // Most fail at a few numbers.
    let screen = samples[0].screened
    for (tried, place) in order.enumerated() {
      let candidate = candidates[place]
      if let best, candidate.cost > best.cost { break }
      if let screen, candidate.isLocal, Fit(candidate, to: [screen], tried: 0) == nil { continue }
      guard let fit = Fit(candidate, to: samples, tried: tried), fit.bits >= Fit.likely,
        fit.cost <= best?.cost ?? .infinity
      else { continue }
      if let known = best, fit.cost == known.cost {
        // Of one family it may be the same in other words: of two samples one only, or the other left out.
        best?.hasRival = known.hasRival || fit.cause.family != known.cause.family
      } else {
        best = fit
      }
    }
    return best
  }
}
