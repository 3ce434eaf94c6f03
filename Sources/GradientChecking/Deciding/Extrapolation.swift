import Foundation

/// The limit for step 0 of quotients at steps h, h/4, h/16, …, of which some may be missing.
///
/// Each quotient is the limit plus a series in hᵖ, h²ᵖ; three neighbors are combined so that the
/// first two terms cancel (Richardson, in the scheme of Aitken and Neville), and the last
/// correction bounds what is left of the truncation. The window is chosen by consistency (Lepski's
/// rule): from the finest on, whose limit is noisy but close, wider ones are taken in as long as
/// their limits agree within the errors, and of these the one of the smallest error counts. A kink
/// further out makes them disagree, and what lies beyond it is left out; ordinary Ridders
/// extrapolation would trust it.
///
/// Sources: Richardson: "The approximate arithmetical solution by finite differences of physical
/// problems" (1911); Lepski: "On a problem of adaptive estimation in Gaussian white noise" (1990).
struct Extrapolation {
  /// A quotient at one step.
  struct Quotient {
    let step: Double
    let value: Double
    /// A bound on what noise may have added.
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
    for candidate in slowLimits(finite) ?? limits(finite) {
      guard let current = best else {
        best = candidate
        continue
      }
      guard candidate.overlaps(current) else { break }
      if candidate.error < current.error { best = candidate }
    }
    return best
  }

  /// The limits of all windows, from the finest on.
  private func limits(_ finite: [Quotient]) -> [Interval] {
    // Fewer than three quotients know little of their truncation; they count only where there are
    // no more.
    finite.indices.dropLast(max(0, min(2, finite.count - 1))).reversed().flatMap { first in
      let end = min(first + 3, finite.count)
      let three = extrapolate(Array(finite[first..<end]))
      guard end - first == 3, converges(finite[first..<end]) else { return [three] }
      let two = extrapolate(Array(finite[first..<end - 1]), isKnownToConverge: true)
      // What the third of them says of the limit of the two, as far as it stands out of its noise.
      let difference = max(0, two.distance(to: three.value) - three.noise)
      return [
        three,
        Interval(
          two.value, truncation: max(two.error - two.noise, 2 * difference), noise: two.noise),
      ]
    }
  }

  /// Whether three quotients converge as the series says, so that the wider two of them, which have
  /// less noise, may do without the third.
  private func converges(_ window: ArraySlice<Quotient>) -> Bool {
    let window = Array(window)
    let (wide, fine) = (window[1].value - window[0].value, window[2].value - window[1].value)
    return fine.magnitude <= 2 * wide.magnitude / gain(window) + 2 * window[2].noise
  }

  /// How many times more the wider two of three quotients differ than the finer two, if the series'
  /// first term is all that sets them apart.
  private func gain(_ window: [Quotient]) -> Double {
    // In units of the finest step's: its own may be too small for a number.
    func power(_ step: Double) -> Double { order == 1 ? step : step * step }
    let powers = window.map { power($0.step / window[window.count - 1].step) }
    return (powers[0] - powers[1]) / (powers[1] - powers[2])
  }

  /// The limits of windows where the finest of those that stand out of noise converge more slowly
  /// than the series says, as far as noise lets one see; nil where they do not.
  private func slowLimits(_ finite: [Quotient]) -> [Interval]? {
    let windows = finite.indices.dropLast(2).map { finite[max(0, $0 - 1)...$0 + 2] }
    func change(_ window: ArraySlice<Quotient>) -> Double {
      (window[window.endIndex - 1].value - window[window.endIndex - 2].value).magnitude
    }
    let loud = windows.filter { change($0) > 8 * $0[$0.endIndex - 1].noise }
    // Where they stand out no longer though noise would let them, they have converged.
    guard let finest = loud.last,
      finest.endIndex == finite.endIndex
        || change(finest) / Policy.ratio <= 8 * finite[finest.endIndex].noise
    else { return nil }
    let slow = loud.reversed().map(slowLimit)
    guard slow.prefix(2).allSatisfy({ $0?.error.isFinite ?? false }) else { return nil }
    return slow.compactMap { $0 }
  }

  /// The limit of one to three neighboring quotients.
  private func extrapolate(_ window: [Quotient], isKnownToConverge: Bool = false) -> Interval {
    var (values, noises) = (window.map(\.value), window.map(\.noise))
    // The last entry of each pass is the best of its order; its distance from the last of the pass
    // before bounds the error of the better one.
    var truncation = window[window.count - 1].truncation
    for pass in 1..<max(2, window.count) where values.count > 1 {
      let previous = values[values.count - 1]
      let shares = values.indices.dropFirst().map { place in
        let ratio = window[place - 1].step / window[place - 1 + pass].step
        return 1 / ((order == 1 ? ratio : ratio * ratio) - 1)
      }
      values = shares.indices.map { values[$0 + 1] + shares[$0] * (values[$0 + 1] - values[$0]) }
      noises = shares.indices.map {
        hypot((1 + shares[$0]) * noises[$0 + 1], shares[$0] * noises[$0])
      }
      truncation = (values[values.count - 1] - previous).magnitude
    }
    if window.count == 2, !isKnownToConverge {
      // Two quotients cannot tell by which power of the step they converge: it may be a root.
      truncation = max(truncation, (window[0].value - window[1].value).magnitude)
    }
    if window.count == 3 {
      let (wide, fine) = (window[1].value - window[0].value, window[2].value - window[1].value)
      if fine.magnitude > 4 * window[2].noise {
        // Quotients that move more at finer steps are not on their way to a limit; ones that do not
        // yet move by the series' powers are as far from it as they last moved.
        if fine.magnitude > wide.magnitude {
          truncation = .infinity
        } else if 2 * wide.magnitude < gain(window) * fine.magnitude {
          truncation = max(truncation, fine.magnitude / 2)
        }
      }
    }
    // An estimate, good to a factor of 2.
    return Interval(
      values[0], truncation: 2 * truncation, noise: noises[0])
  }

  /// The limit of quotients that converge more slowly than the series says: by a power of h that it
  /// has not, as a root's at the edge of its domain, or as at a jump of the second derivative.
  /// Their differences form a geometric series of a ratio of their own, which has a sum (Aitken's
  /// Δ²); nil where they do not, or drown in noise.
  private func slowLimit(_ window: ArraySlice<Quotient>) -> Interval? {
    let window = Array(window)
    let steps = zip(window, window.dropFirst()).map { $0.step / $1.step }
    guard steps.allSatisfy({ ($0 / Policy.ratio - 1).magnitude < 0.25 }) else { return nil }
    let changes = zip(window, window.dropFirst()).map { $1.value - $0.value }
    let ratios = zip(changes, changes.dropFirst()).map { $0 / $1 }
    guard let ratio = ratios.last, let last = changes.last, let finest = window.last,
      last.magnitude > 2 * finest.noise
    else { return nil }
    // The series' first term has a ratio of 4ᵖ; half of that is another power.
    guard ratio < Double(1 << (2 * order)) * 0.7 else { return nil }
    guard ratio > 1.01 else {
      return Interval(finest.value, truncation: .infinity, noise: finest.noise)
    }
    let rest = last / (ratio - 1)
    let growth = 1 + 2 / (ratio - 1)
    guard ratios.count == 2, ratios[0] > 1.01 else {
      return Interval(
        finest.value + rest, truncation: rest.magnitude, noise: growth * growth * finest.noise)
    }
    // What a ratio of the coarser half would have made of it.
    let other = last / (ratios[0] - 1)
    return Interval(
      finest.value + rest, truncation: min(rest.magnitude, 2 * (rest - other).magnitude),
      noise: growth * growth * finest.noise)
  }
}
