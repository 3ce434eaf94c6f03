/// A number with a bound on its error.
struct Interval: Equatable {
  let value: Double
  /// A bound on |value − truth|, from truncation and from noise.
  let error: Double
  /// The part of the error that is noise.
  let noise: Double

  /// The distance of `other` from the value.
  func distance(to other: Double) -> Double { (other - value).magnitude }
}

/// The limit for step 0 of difference quotients at steps h, h/4, h/16, …
///
/// Each quotient is the limit plus a series in hᵖ, h²ᵖ; neighbors are combined so that the first
/// terms cancel (Richardson). The scale is chosen by consistency: starting from the smallest steps,
/// whose limit is noisy but close, larger steps are taken in as long as their limit agrees within the
/// errors. A kink further out makes them disagree, and what lies beyond it is left out; ordinary
/// Ridders extrapolation would trust it.
struct Extrapolation {
  /// The ratio of successive steps.
  static let ratio = 4.0

  /// A difference quotient.
  struct Quotient {
    let step: Double
    let value: Double
    /// What rounding may have added.
    let noise: Double
    /// What truncation may have added, as far as one quotient alone can tell.
    let truncation: Double
  }

  /// p: 2 for central quotients, 1 for one-sided ones.
  let order: Int

  /// The limit of quotients sorted by descending step, nil where there are none.
  func limit(_ quotients: [Quotient]) -> Interval? {
    let finite = quotients.filter { $0.value.isFinite }
    var best: Interval?
    // One quotient alone knows little of its truncation; it counts only where there is no second.
    for first in finite.indices.dropLast(finite.count > 1 ? 1 : 0).reversed() {
      let candidate = extrapolate(finite[first..<min(first + 3, finite.count)])
      guard let current = best else {
        best = candidate
        continue
      }
      guard candidate.distance(to: current.value) <= candidate.error + current.error else { break }
      if candidate.error < current.error { best = candidate }
    }
    return best
  }

  /// The limit of one to three neighboring quotients.
  private func extrapolate(_ window: ArraySlice<Quotient>) -> Interval {
    var values = window.map(\.value)
    // The last entry of each pass is the best of its order; its distance from the last of the pass
    // before bounds the error of the better one.
    var error = window.last.map(\.truncation) ?? 0
    var power = order
    while values.count > 1 {
      let weight = Double(1 << (2 * power))  // ratio to the power
      let previous = values[values.count - 1]
      values = zip(values.dropFirst(), values).map { finer, coarser in
        finer + (finer - coarser) / (weight - 1)
      }
      error = (values[values.count - 1] - previous).magnitude
      power *= 2
    }
    // Noise is largest at the smallest step, and the weights enlarge it by at most a half.
    let noise = 1.5 * (window.last?.noise ?? 0)
    return Interval(value: values[0], error: error + noise, noise: noise)
  }
}
