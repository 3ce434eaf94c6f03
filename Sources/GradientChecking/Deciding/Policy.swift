/// The numbers of the decision that are not measured, all of them, each with its reason.
///
/// What is measured are samples of a function along a line (``Rung``), with a bound on their noise.
/// From them come intervals n ± e for its slope (``LineModel``), and from these and the analytic
/// value a the verdict (``Claim``). Nothing else decides.
enum Policy {
  // MARK: How sure

  /// z: an interval covers so many standard deviations of noise. One false alarm in a million
  /// checks of a million derivatives each: Φ⁻¹(1 − 1e-6 / (2·1e6)).
  static let z = 7.03
  /// An estimate, as that of truncation is one, is good to a factor of about 2. So what is off by
  /// more than 2e is refuted, and what is in between e and 2e is left open.
  static let refutation = 2.0

  // MARK: What is small

  /// A derivative is resolved where its error is no more than this share of it: the last band of
  /// the course notes, from which on a gradient is called wrong. Agreement that resolves less is
  /// none.
  static let resolved = 1e-2
  /// What is no more than this share of what others do to the function is small beside them: an
  /// error so small may excuse a derivative that drowns in it.
  static let negligible = 1e-3
  /// The error of one entry that a direction through a sampled block is to see, relative to the
  /// largest entry.
  static let visibleEntry = 5e-7

  // MARK: Rounding

  /// How many units in the last place a single number may be off: an analytic derivative, of the
  /// largest one; and half the finest step, of which some bits have to be left.
  static let roundings = 16.0
  /// How many units in the last place two sums may differ by that are added in another order.
  static let reordering = 1e4
  /// How many roundings of the largest derivative cancellation in a backward pass may leave where
  /// the truth is 0, as it is of a bias before a normalization. What is larger than that and drowns
  /// is no such zero.
  static let amplification = 0x1p20

  // MARK: Where to look

  /// The ratio of neighboring steps. Each wider one divides the noise by 4 and multiplies the
  /// leading term of the truncation by 16: two or three rungs lie between drowning in the one and
  /// in the other.
  static let ratio = 4.0
  /// The widest step, relative to max(1, |θ|): beyond it a function is another function.
  static let widest = 0.3
  /// Neighboring spacings at which noise is looked for differ by so much. Noise stays as it is from
  /// one to the next; a kink is so many times smaller at the finer one, whatever is smooth far
  /// more. Half way between, by ratio, the one is told from the other.
  static let spacing = 64.0
}

extension Precision {
  /// The relative error up to which two derivatives are the same, whatever the noise: the first
  /// band of the course notes. In single precision the analytic gradient itself is no better than a
  /// few thousand roundings, 2¹⁴·u.
  var tolerance: Double { self == .double ? 1e-7 : 1e-3 }

  /// What sums of numbers of this size may differ by that are added in another order.
  func reordering(of size: Double) -> Double { Policy.reordering * unitRoundoff * size }
}
