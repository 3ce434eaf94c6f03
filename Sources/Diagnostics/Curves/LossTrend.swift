import Foundation
import GSL

/// What a series of losses does as a whole: the levels of its segments, each with its standard error, from the
/// noise between neighbors.
///
/// A healthy training falls, and stays near its lowest level up to noise; at its floor it is flat. So the
/// questions are put as tests between levels, at five standard errors. Neighboring losses that are not
/// independent, as within an epoch, widen the scatter; five errors leave room for that.
struct LossTrend {
  /// The median of a stretch of losses, and how far it may be off.
  struct Level {
    let value: Double
    let error: Double
    /// Where the stretch begins and ends among the losses.
    let range: Range<Int>
  }

  /// The number of losses that it takes.
  static let fewest = 10
  /// How many standard errors count as a difference.
  static let significance = 5.0

  let losses: [Double]
  /// The level of the first few losses, twenty at most and a fortieth of all.
  let start: Level
  /// About twelve segments.
  let levels: [Level]
  /// That of the last tenth.
  let end: Level

  /// Nil for fewer than ``fewest`` losses.
  ///
  /// - Precondition: All are finite.
  init?(_ losses: [Double]) {
    let count = losses.count
    guard count >= LossTrend.fewest else { return nil }
    self.losses = losses
    let segments = min(12, max(3, count / 8))
    levels = (0..<segments).map {
      LossTrend.level(of: losses, count * $0 / segments..<count * ($0 + 1) / segments)
    }
    start = LossTrend.level(of: losses, 0..<min(max(1, count / 40), 20))
    end = LossTrend.level(of: losses, count - max(1, count / 10)..<count)
  }

  private static func level(of losses: [Double], _ range: Range<Int>) -> Level {
    let value = Statistics.median(Array(losses[range])) ?? 0
    // The noise is that of a somewhat wider stretch: of three values there is not much to tell.
    let wide = max(0, range.lowerBound - 6)..<min(losses.count, range.upperBound + 6)
    let error = 1.25 * noise(losses[wide]) / Double(range.count).squareRoot()
    return Level(value: value, error: error, range: range)
  }

  /// The standard deviation of a single value around the trend.
  static func noise(_ losses: ArraySlice<Double>) -> Double {
    let differences = zip(losses.dropFirst(), losses).map { $0 - $1 }
    guard let drift = Statistics.median(differences),
      let spread = Statistics.median(differences.map { abs($0 - drift) })
    else { return 0 }
    // The median absolute deviation of a normal distribution is 0.67 σ; a difference has √2 σ.
    return spread / 0.6745 / 2.0.squareRoot()
  }

  /// Whether a is above b by more than noise.
  func isAbove(_ a: Level, _ b: Level) -> Bool {
    a.value - b.value > LossTrend.significance
      * (a.error * a.error + b.error * b.error).squareRoot()
  }

  /// Where the curve was lowest.
  var lowest: Level { levels.min { $0.value < $1.value } ?? start }
  /// From the start to the end.
  var fall: Double { start.value - end.value }

  // MARK: - Shapes

  /// Fell beyond its noise, by a fifth of its start, and is not on its way back.
  var falls: Bool {
    isAbove(start, end) && (start.value <= 0 || fall > 0.2 * start.value) && !risesAgain
      && end.value < losses[0]
  }

  /// Whether hardly anything is left of it.
  var isSolved: Bool { end.value < 0.02 * start.value }

  /// Whether the end is below the middle beyond noise.
  var isStillFalling: Bool { isAbove(levels[levels.count / 2], end) }

  /// Above its start by half and more, beyond noise, and all of the second half so.
  var isAboveStart: Bool {
    let late = levels.suffix(levels.count / 2)
    // The first loss alone may be low by luck.
    let highest = max(start.value, losses.prefix(3).max() ?? start.value)
    return isAbove(end, start) && late.allSatisfy { $0.value > 1.5 * highest }
  }

  /// Twice its start at the end, and risen level by level for nine tenths of the run, from its first quarter on.
  var climbs: Bool {
    guard start.value > 0, isAbove(end, start), end.value > 1.5 * start.value, levels.count >= 5
    else { return false }
    let least = lowest
    let rises = zip(levels, levels.dropFirst()).filter {
      $1.range.lowerBound > least.range.lowerBound
    }
    return least.range.upperBound <= losses.count / 3 && least.value > 0.8 * start.value
      && rises.allSatisfy { $0.value < 1.03 * $1.value }
  }

  /// Nothing that came after the first loss is near it: all but one in a hundred are above three times that, by more
  /// than they scatter themselves. For noise alone the first of n losses is the lowest once in n, and seldom by that
  /// much.
  var leavesAtOnce: Bool {
    guard let first = losses.first, first > 0, losses.allSatisfy({ $0 > 0 }) else { return false }
    let rest = losses.dropFirst()
    guard rest.count(where: { $0 < 3 * first }) <= losses.count / 100,
      let level = Statistics.median(rest.map { log($0) }),
      let spread = Statistics.median(rest.map { abs(log($0) - level) })
    else { return false }
    return level - log(first) > 8 * spread / 0.6745
  }

  /// Whether the last values are below half of the highest of the last eighth: it leaps, and comes down again.
  var isComingDown: Bool {
    let late = losses.suffix(max(4, losses.count / 8))
    guard let most = late.max(), let last = Statistics.median(Array(late.suffix(3))) else {
      return false
    }
    return last < 0.5 * most && last < start.value
  }

  /// Rose from its lowest level by more than half of what it had fallen, beyond noise, and has not turned back.
  var risesAgain: Bool {
    let least = lowest
    guard isAbove(end, least), isAbove(start, least),
      start.value - least.value > 0.2 * abs(start.value),
      end.range.lowerBound >= least.range.upperBound
    else { return false }
    let highest =
      levels.filter { $0.range.lowerBound >= least.range.upperBound }.map(\.value).max()
      ?? end.value
    // On its way down again, as after a restart or a change of the data, it has turned back.
    return end.value - least.value > 0.5 * (start.value - least.value)
      && end.value > least.value + 0.7 * (highest - least.value)
  }

  /// Whether a fall of a seventh between the first sixth and the second half would have been seen.
  var isClear: Bool { 3 * earlyFall.error < abs(start.value) / 7 }

  /// By how much the second half is below the first sixth, and how far that may be off.
  private var earlyFall: (value: Double, error: Double) {
    let early = LossTrend.level(of: losses, 0..<max(1, losses.count / 6))
    let late = LossTrend.level(of: losses, losses.count / 2..<losses.count)
    return (
      early.value - late.value, (early.error * early.error + late.error * late.error).squareRoot()
    )
  }

  /// The level of the second half beside that of the first sixth.
  var kept: Double {
    let early = LossTrend.level(of: losses, 0..<max(1, losses.count / 6)).value
    return early > 0
      ? LossTrend.level(of: losses, losses.count / 2..<losses.count).value / early : 0
  }

  /// Falls in its second half by more than in its first, to far below zero, or to where nothing has a least value.
  /// What has one comes to rest there.
  var fallsWithoutEnd: Bool {
    let half = middle(of: losses.count * 2 / 5..<losses.count * 3 / 5)
    let (first, second) = (start.value - half, half - end.value)
    return first > 0 && second > 1.2 * first && end.value < -10 * max(1, abs(start.value))
      || end.value < -1e6 * max(1, abs(start.value))
  }

  /// Whether it lies between −1 and −0.98 from the first fifth on, as the mean cosine of outputs that are all alike.
  /// Of two healthy trainings that bring views of a sample together neither got below −0.9.
  var isAtMinusOne: Bool {
    losses.count >= 40 && losses.allSatisfy { $0 > -1.0001 }
      && losses.dropFirst(losses.count / 5).allSatisfy { $0 < -0.98 }
  }

  /// The median of five losses in a row in the first third was below four fifths of the start, and in the second half all but one
  /// in twenty are above 95 % of it: what was learned is lost.
  var losesAll: Bool {
    guard losses.count >= 60, start.value > 0 else { return false }
    let early = losses.prefix(losses.count / 3)
    let hasLearned = (0...(early.count - 5)).contains { first in
      early[first..<first + 5].count { $0 < 0.8 * start.value } >= 3
    }
    let late = losses.suffix(losses.count / 2)
    return hasLearned && 20 * late.count { $0 < 0.95 * start.value } <= late.count
  }

  /// The number of choices K, a common one, at whose logarithm the loss has rested from the first sixth on: the
  /// cross-entropy of guessing. A floor of noise is there by chance once in thirty.
  var choicesAtChance: Int? {
    let late = losses.suffix(losses.count * 5 / 6)
    guard losses.count >= 40, end.value > 1 else { return nil }
    let count = Double(late.count)
    let mean = late.reduce(0, +) / count
    let variance = late.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let error = (variance / count).squareRoot()
    let halves = [late.prefix(late.count / 2), late.suffix(late.count / 2)].map {
      $0.reduce(0, +) / Double($0.count)
    }
    guard error < 0.003 * mean, abs(halves[0] - halves[1]) < 0.002 * mean + 4 * error else {
      return nil
    }
    return LossTrend.commonChoices.first {
      abs(mean - log(Double($0))) < 0.002 * mean + error
    }
  }
  private static let commonChoices = Array(3...10) + [16, 20, 32, 50, 64, 100, 128, 256, 512, 1000]

  /// Has risen for most of the run, nearly without a break, by a quarter of what it had fallen. Restless healthy
  /// losses, as those of games and of changing data, rise by more, but not level by level.
  var creepsUp: Bool {
    let least = lowest
    guard isAbove(end, least), isAbove(start, least),
      start.value - least.value > 0.2 * abs(start.value),
      end.value - least.value > 0.25 * (start.value - least.value),
      let bottom = levels.firstIndex(where: { $0.range == least.range })
    else { return false }
    let rises = zip(levels[bottom...].dropFirst(), levels[bottom...]).map { $0.value > $1.value }
    return rises.count >= 5 && 5 * rises.count { $0 } >= 4 * rises.count
  }

  /// ln(e + K − 1) − 1: the cross-entropy of certain and right answers whose scores are probabilities.
  static func leastOfDoubleSoftmax(_ classes: Double) -> Double { log(exp(1) + classes - 1) - 1 }

  /// The number of classes K for which a loss that starts at ln K comes to rest at ln(e + K − 1) − 1, the least that
  /// cross-entropy has where its scores are probabilities; nil where it does not.
  var classesOfDoubleSoftmax: Int? {
    let classes = exp(start.value).rounded()
    guard (3...10_000).contains(classes), abs(start.value - log(classes)) < 0.05,
      losses.count >= 40
    else { return nil }
    let floor = LossTrend.leastOfDoubleSoftmax(classes)
    let late = levels.suffix(max(2, levels.count / 4)) + [end]
    return late.allSatisfy { abs($0.value / floor - 1) < 0.01 } && lowest.value > 0.995 * floor
      ? Int(classes) : nil
  }

  /// Neither the end nor any level is below the start beyond noise and a hundredth of it.
  var isFlat: Bool {
    let least = lowest
    return !(isAbove(start, least) && start.value - least.value > 0.02 * abs(start.value))
      && fall < max(0.01 * abs(start.value), 3 * (start.error + end.error))
      && earlyFall.value < max(3 * earlyFall.error, 0.02 * abs(start.value))
      && fall < abs(start.value) / 7 && fall > -0.5 * abs(start.value)
  }
}

// MARK: - Shapes of a curve that neither rises nor ends low

extension LossTrend {
  /// The number of single values far above their surroundings.
  var spikes: Int {
    let noise = LossTrend.noise(losses[...])
    let least = (end.value > 0.1 * start.value ? 0.5 : 2) * start.value
    return losses.indices.dropFirst(2).dropLast(2).count { i in
      let around = [losses[i - 2], losses[i - 1], losses[i + 1], losses[i + 2]]
      // A converged loss is all noise; what matters is seen from where the curve started.
      guard let highest = around.max(), losses[i] > least else { return false }
      return losses[i] > 3 * highest + 5 * noise
    }
  }

  var oscillates: Bool {
    let differences = zip(losses.dropFirst(), losses).map { $0 - $1 }
    let turns = zip(differences.dropFirst(), differences).count { $0 * $1 < 0 }
    let swing = Statistics.median(differences.map(abs)) ?? 0
    let level = Statistics.median(losses) ?? 0
    // Noise alone turns at two of three places, up to √(16n/90) (Wallis and Moore 1941).
    let places = Double(max(1, differences.count - 1))
    let byChance = 2 * places / 3 + 4 * (16 * places / 90).squareRoot()
    return end.value > 0.5 * start.value && Double(turns) > max(0.8 * places, byChance)
      && swing > 0.25 * level
  }

  var isStuck: Bool {
    let early = start.value - middle(of: losses.count / 5..<losses.count * 2 / 5)
    let late = middle(of: losses.count / 2..<losses.count * 3 / 4) - end.value
    return end.value > 0.5 * start.value && fall > 0.05 * start.value && early > 0.8 * fall
      && late < 0.05 * fall
  }

  var isSlow: Bool {
    let half = middle(of: losses.count * 2 / 5..<losses.count * 3 / 5)
    let (first, second) = (start.value - half, half - end.value)
    return losses.count >= 40 && isAbove(start, end) && fall < 0.1 * start.value
      && second > 0.6 * first
  }

  /// All that it fell in 40 values and more is less than a twentieth of its start, and it never was lower. At ln 2
  /// it may be the balance of two networks that learn against each other.
  var hardlyFalls: Bool {
    losses.count >= 40 && start.value > 0 && abs(end.value / log(2) - 1) > 0.03
      && fall < 0.05 * start.value
      && fall > -0.5 * start.value && lowest.value > 0.95 * start.value && isClear
  }

  /// Above ten times its first value in the first third, three values in a row, and at the end not below half of it.
  /// Healthy trainings that are taken up again were seen to leap to three times that.
  var jumpsAtFirst: Bool {
    guard let first = losses.first, first > 0, losses.count >= 40 else { return false }
    return end.value > 0.5 * first
      && (0..<losses.count / 3).contains {
        losses[$0..<min($0 + 3, losses.count)].allSatisfy { $0 > 10 * first }
      }
  }

  private func middle(of range: Range<Int>) -> Double {
    Statistics.median(Array(losses[range])) ?? end.value
  }
}
