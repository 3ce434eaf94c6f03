import Foundation

/// A row of the table, applied: a cause, and the wrong gradient that it would lead to.
struct Candidate {
  enum Form {
    /// The prediction is the wrong gradient.
    case exact
    /// The same, or a share of the way to it.
    case divisible
    /// The prediction times one number is the wrong gradient.
    case scaled
    /// One number of the prediction is added to the right gradient.
    case added
  }

  /// How far-fetched it is, in bits: of two that explain the same the less far-fetched is taken.
  let cost: Double
  let form: Form
  /// The cause, given the free number, if there is one; nil where that number makes no sense.
  let cause: (Double) -> Cause?
  /// The prediction at the known coordinates of a sample, not a number where it says nothing; nil where it
  /// does not apply.
  let predict: (Sample) -> [Double]?
  /// Whether it predicts each number without the others, so that a few are looked at first.
  let isLocal: Bool
  /// The share of the error that it may leave unexplained.
  let tolerance: Double

  init(
    _ cost: Double, _ form: Form, isLocal: Bool = false, tolerance: Double = 1e-3,
    _ cause: @escaping (Double) -> Cause?, predict: @escaping (Sample) -> [Double]?
  ) {
    (self.cost, self.form, self.isLocal, self.tolerance) = (cost, form, isLocal, tolerance)
    (self.cause, self.predict) = (cause, predict)
  }
}

/// How well a candidate explains what was seen.
struct Fit {
  let cause: Cause
  /// How much of the mistake is in the gradient.
  let share: Double
  /// What is left of the error, as a share of it.
  let unexplained: Double
  /// The logarithm to the base 2 of the odds that this is no accident.
  let bits: Double
  /// What it was free to choose, in bits.
  let cost: Double
  /// Whether another cause explains as much, and is no more far-fetched.
  var hasRival = false

  /// A number that is predicted to a thousandth tells this many bits.
  private static let bitsPerNumber = 7.0
  /// More numbers than this make nothing surer: what is the same everywhere is told by a few.
  private static let mostNumbers = 24
  /// The fit of a candidate to all samples of a block; nil where it does not explain one of them.
  ///
  /// - Parameter tried: How many candidates have been looked at before.
  init?(_ candidate: Candidate, to samples: [Sample], tried: Int) {
    var free: Double?
    var share = 1.0
    var told = Set<Float>()
    var entries = 0
    var (left, whole) = (0.0, 0.0)
    // The prediction over the right gradient: what it multiplies that with.
    var (least, most) = (Double.infinity, 0.0)
    for sample in samples {
      guard let w = candidate.predict(sample), w.count == sample.a.count else { return nil }
      let (a, n, e, d) = (sample.a, sample.n, sample.e, sample.defect)
      var (dd, ww, aw, dw, ee, mm, dm, aa) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
      var known = 0
      var size = 0.0
      for i in w.indices where sample.isTelling[i] {
        size = max(size, d[i].magnitude)
        guard w[i].isFinite, d[i].isFinite else { continue }
        known += 1
        dd += d[i] * d[i]
        ww += w[i] * w[i]
        aw += a[i] * w[i]
        aa += a[i] * a[i]
        dw += d[i] * w[i]
        ee += e[i] * e[i]
        let m = w[i] - n[i]
        mm += m * m
        dm += d[i] * m
      }
      guard known > 0, 4 * known >= 3 * w.count || known == sample.isTelling.count(where: { $0 })
      else { return nil }
      let noise = ee.squareRoot()
      let isInformative = dd.squareRoot() > 8 * noise
      if free == nil, isInformative {
        switch candidate.form {
        case .exact: free = 1
        case .divisible:
          guard mm > 0 else { return nil }
          free = 1
          if (dd - 2 * dm + mm).squareRoot() > candidate.tolerance * dd.squareRoot() {
            free = dm / mm
          }
        case .scaled:
          guard ww > 0 else { return nil }
          free = aw / ww
        case .added:
          guard ww > 0 else { return nil }
          free = dw / ww
        }
      }
      guard let free else { continue }
      var rest = 0.0
      for i in w.indices where sample.isTelling[i] && w[i].isFinite && d[i].isFinite {
        let wrong: Double
        switch candidate.form {
        case .exact, .divisible: wrong = n[i] + free * (w[i] - n[i])
        case .scaled: wrong = free * w[i]
        case .added: wrong = n[i] + free * w[i]
        }
        rest += (a[i] - wrong) * (a[i] - wrong)
        if max(d[i].magnitude, (wrong - n[i]).magnitude) > max(4 * e[i], 1e-3 * size) {
          told.insert(Float(d[i]))
          entries += 1
          let multiple = (w[i] / n[i]).magnitude
          (least, most) = (min(least, multiple), max(most, multiple))
        }
      }
      // Of a gradient that is far too small the error tells little.
      let scale = aa > 0 && candidate.form == .scaled ? min(aa, dd) : dd
      guard rest.squareRoot() <= max(candidate.tolerance * scale.squareRoot(), 4 * noise) else {
        return nil
      }
      left += rest
      whole += dd
    }
    guard let free, free.isFinite, whole > 0, whole.isFinite, left.isFinite else { return nil }
    // What hardly changes cannot be told from a number.
    if case .scaled = candidate.form, (1.0001..<1.02).contains(most / least) { return nil }
    var parameters = 0.0
    switch candidate.form {
    case .exact: break
    case .divisible:
      guard free > 0, free <= 1 else { return nil }
      share = free
      if free < 1 { parameters = 1 }
    case .scaled, .added: parameters = 1
    }
    guard let cause = candidate.cause(free) else { return nil }
    self.cause = cause
    self.share = share
    unexplained = (left / whole).squareRoot()
    cost = candidate.cost + 6 * parameters - cause.discount
    // Numbers that are alike tell little, unless it is said that they are.
    let numbers: Int =
      if case .added = candidate.form { entries } else { min(3 * told.count, entries) }
    bits =
      Fit.bitsPerNumber * (Double(min(numbers, Fit.mostNumbers)) - parameters)
      - cost
      - log2(1 + Double(tried))
  }

  /// What it says of a block, and how far-fetched that is; nil where it might be an accident.
  ///
  /// - Parameter price: What else was free to choose, in bits.
  func explanation(of block: BlockEvidence, price: Double = 0) -> Search.Explanation? {
    guard bits - price >= Fit.likely else { return nil }
    let extent = share == 1 || cause.family == .scale ? "" : " (\(short(100 * share)) % of that)"
    let isCertain =
      bits - price >= Fit.certain && block.isConfirmed && !hasRival && !cause.mayBeChance
    return (
      Diagnosis(
        [block.variable.name], cause.family, cause.quantity, factor: cause.factor, share: share,
        unexplained: unexplained, isCertain ? .certain : .likely, finding: cause.finding + extent,
        advice: cause.advice), cost
    )
  }

  /// Odds of a million to one, and of a hundred to one, against an accident.
  static let certain = 20.0
  static let likely = 7.0
}
