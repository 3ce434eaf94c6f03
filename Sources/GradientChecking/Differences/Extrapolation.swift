/// A number with a bound on its error.
struct Interval: Equatable {
  let value: Double
  /// A bound on |value − truth|, from truncation and from noise.
  let error: Double
  /// The part of the error that is noise.
  let noise: Double

  init(_ value: Double, truncation: Double = 0, noise: Double) {
    self.value = value
    error = truncation + noise
    self.noise = noise
  }

  /// The distance of `other` from the value.
  func distance(to other: Double) -> Double { (other - value).magnitude }
}

/// The limit for step 0 of difference quotients at steps h, h/4, h/16, …, of which some may be missing.
///
/// Each quotient is the limit plus a series in hᵖ, h²ᵖ; neighbors are combined so that the first
/// terms cancel (Richardson, in the scheme of Aitken and Neville). The scale is chosen by consistency: starting from the smallest steps,
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
      let end = min(first + 3, finite.count)
      let candidate = extrapolate(
        Array(finite[first..<end]), tail: tail(Array(finite[max(0, end - 3)..<end])))
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
  private func extrapolate(_ window: [Quotient], tail: Double) -> Interval {
    var values = window.map(\.value)
    // The last entry of each pass is the best of its order; its distance from the last of the pass
    // before bounds the error of the better one.
    var truncation = window[window.count - 1].truncation
    for pass in 1..<max(2, window.count) where values.count > 1 {
      let previous = values[values.count - 1]
      values = values.indices.dropFirst().map { place in
        let ratio = window[place - 1].step / window[place - 1 + pass].step
        let weight = order == 1 ? ratio : ratio * ratio
        return values[place] + (values[place] - values[place - 1]) / (weight - 1)
      }
      truncation = (values[values.count - 1] - previous).magnitude
    }
    if window.count == 2 {
      // Two quotients cannot tell by which power of the step they converge: it may be a root.
      truncation = max(truncation, (window[0].value - window[1].value).magnitude / 4)
    }
    // Noise is largest at the smallest step, and the weights enlarge it by at most a half.
    return Interval(
      values[0], truncation: max(truncation, tail),
      noise: 1.5 * window[window.count - 1].noise)
  }

  /// What the quotients may still move beyond the last one, where they converge more slowly than the
  /// series says: by a power of h that it has not, as at a jump of the second derivative. The
  /// differences then form a geometric series of their own ratio.
  private func tail(_ window: [Quotient]) -> Double {
    guard window.count == 3, window[0].step < 5 * window[1].step,
      window[1].step < 5 * window[2].step
    else { return 0 }
    let last = (window[1].value - window[2].value).magnitude
    let ratio = (window[0].value - window[1].value).magnitude / last
    guard last > window[2].noise, ratio < 0.7 * Double(1 << (2 * order)) else { return 0 }
    return ratio > 1.2 ? last / (ratio - 1) : .infinity
  }
}
