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
    // Fewer than three know little of their truncation; they count only where there are no more.
    let windows = (0..<max(min(1, finite.count), finite.count - 2)).reversed().map {
      Array(finite[$0..<min($0 + 3, finite.count)])
    }
    var best: Interval?
    for candidate in slowLimits(finite) ?? windows.flatMap(limits) {
      guard let current = best else {
        best = candidate
        continue
      }
      guard candidate.overlaps(current) else { break }
      if candidate.error < current.error { best = candidate }
    }
    return best
  }

  /// The limits of a window: of all its quotients and, where three converge as the series says, of
  /// the wider two, which have less noise.
  private func limits(_ window: [Quotient]) -> [Interval] {
    let three = extrapolate(window)
    guard window.count == 3,
      change(window) <= Policy.refutation
        * (change(Array(window[..<2])) / gain(window) + window[2].noise)
    else { return [three] }
    let two = extrapolate(Array(window[..<2]), isKnownToConverge: true)
    // What the third says of their limit, as far as it stands out of its noise.
    let difference = max(0, two.distance(to: three.value) - three.noise)
    return [
      three,
      Interval(
        two.value, truncation: max(two.error - two.noise, Policy.refutation * difference),
        noise: two.noise),
    ]
  }

  /// How many times more the wider two of three quotients differ than the finer two, if the series'
  /// first term is all that sets them apart.
  private func gain(_ window: [Quotient]) -> Double {
    let powers = powers(window)
    return (powers[0] - powers[1]) / (powers[1] - powers[2])
  }

  private func power(_ step: Double) -> Double { order == 1 ? step : step * step }

  /// hᵖ, in units of the finest step's: its own may be too small for a number.
  private func powers(_ window: [Quotient]) -> [Double] {
    window.map { power($0.step / window[window.count - 1].step) }
  }

  /// By how much the finest two quotients of a window differ, and whether that stands out of noise
  /// far enough to be compared with other differences.
  private func change(_ window: [Quotient]) -> Double {
    (window[window.count - 1].value - window[window.count - 2].value).magnitude
  }
  private func standsOut(_ window: [Quotient]) -> Bool {
    change(window) > Policy.refutation * Policy.ratio * window[window.count - 1].noise
  }

  /// The limit of one to three neighboring quotients.
  private func extrapolate(_ window: [Quotient], isKnownToConverge: Bool = false) -> Interval {
    let powers = powers(window)
    var (values, noises) = (window.map(\.value), window.map(\.noise))
    for pass in window.indices.dropFirst() {
      for i in 0..<window.count - pass {
        let share = 1 / (powers[i] / powers[i + pass] - 1)
        values[i] = values[i + 1] + share * (values[i + 1] - values[i])
        noises[i] = hypot((1 + share) * noises[i + 1], share * noises[i])
      }
    }
    guard window.count > 1 else {
      return Interval(
        values[0], truncation: Policy.refutation * window[0].truncation, noise: noises[0])
    }
    // The second of them is the best limit of an order less.
    var truncation = (values[0] - values[1]).magnitude
    let last = change(window)
    if window.count == 2, !isKnownToConverge {
      // Two quotients cannot tell by which power of the step they converge: it may be a root.
      truncation = max(truncation, last)
    } else if window.count == 3, standsOut(window) {
      // Quotients that move more at finer steps are not on their way to a limit; ones that do not
      // yet move by the series' powers are as far from it as they last moved.
      let wide = (window[1].value - window[0].value).magnitude
      if last > wide {
        truncation = .infinity
      } else if Policy.refutation * wide < gain(window) * last {
        truncation = max(truncation, last / Policy.refutation)
      }
    }
    return Interval(values[0], truncation: Policy.refutation * truncation, noise: noises[0])
  }

  /// The limits of windows where the finest of those that stand out of noise converge more slowly
  /// than the series says, or not at all, as far as noise lets one see; nil where they do.
  private func slowLimits(_ finite: [Quotient]) -> [Interval]? {
    let windows = finite.indices.dropLast(2).map { Array(finite[max(0, $0 - 1)...$0 + 2]) }
    // Where they stand out no longer though noise would let them, they have converged.
    guard let finest = windows.lastIndex(where: standsOut),
      finest == windows.count - 1
        || change(windows[finest]) <= Policy.ratio * Policy.ratio * finite[finest + 3].noise
    else { return nil }
    let slow = windows[...finest].reversed().filter(standsOut).map(slowLimit)
    let finestTwo = slow.prefix(2).compactMap { $0 }
    guard finestTwo.count == min(2, slow.count) else { return nil }
    let aimless = finestTwo.filter { !$0.error.isFinite }
    // That a single window does not converge says little: it may be too wide.
    return aimless.isEmpty ? slow.compactMap { $0 } : finestTwo.count == 2 ? aimless : nil
  }

  /// The limit of quotients that converge more slowly than the series says: by a power of h that it
  /// has not, as a root's at the edge of its domain, or as at a jump of the second derivative.
  /// Their differences form a geometric series of a ratio of their own, which has a sum (Aitken's
  /// Δ²); nil where they do not.
  private func slowLimit(_ window: [Quotient]) -> Interval? {
    let pairs = zip(window, window.dropFirst())
    let changes = pairs.map { $1.value - $0.value }
    let ratios = zip(changes, changes.dropFirst()).map { $0 / $1 }
    // The series' first term has a ratio of 4ᵖ, and what moves as 1/h is an offset, of a kink or a
    // jump finer than any step.
    guard pairs.allSatisfy({ ($0.step / $1.step / Policy.ratio - 1).magnitude < 0.25 }),
      let finest = window.last, let last = changes.last, let ratio = ratios.last,
      ratio * Policy.refutation.squareRoot() < power(Policy.ratio),
      ratio * Policy.ratio > Policy.refutation.squareRoot()
    else { return nil }
    func rest(_ ratio: Double) -> Double { ratio > 1.01 ? last / (ratio - 1) : .infinity }
    guard rest(ratio).isFinite else {
      return Interval(finest.value, truncation: .infinity, noise: finest.noise)
    }
    // What a ratio of the coarser half would have made of it.
    let other = ratios.count == 2 ? rest(ratios[0]) : .infinity
    let growth = 1 + 2 / (ratio - 1)
    return Interval(
      finest.value + rest(ratio),
      truncation: min(rest(ratio).magnitude, Policy.refutation * (rest(ratio) - other).magnitude),
      noise: growth * growth * finest.noise)
  }
}
