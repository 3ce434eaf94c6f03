/// A wrong gradient that a mistake would lead to, to be compared with the one that was found.
struct Prediction {
  let family: MistakeFamily
  let quantity: String
  var factor: Double?
  /// The wrong gradient less the right one, at the known coordinates; not a number where it says nothing.
  let difference: [Double]
  /// Completes "the gradient of weight …".
  let finding: String
  let advice: String
  /// The share of the error that may be left unexplained.
  var tolerance = 2e-3
  /// Whether a part of the mistake is a mistake too.
  var isDivisible = true
}

extension BlockEvidence {
  /// The diagnosis that a prediction comes to, nil where it does not explain the error.
  func diagnosis(_ prediction: Prediction) -> Diagnosis? {
    var (dd, dm, mm, ee) = (0.0, 0.0, 0.0, 0.0)
    var known = 0
    for (i, m) in prediction.difference.enumerated() where m.isFinite {
      let d = defect[i]
      guard d.isFinite else { return nil }
      known += 1
      dd += d * d
      dm += d * m
      mm += m * m
      ee += error[i] * error[i]
    }
    guard 4 * known >= 3 * defect.count, dd > 0, mm > 0 else { return nil }
    let (size, noise) = (dd.squareRoot(), ee.squareRoot())
    guard size > 4 * noise else { return nil }
    let share = dm / mm
    /// What is left once `share` of the mistake is taken away.
    func rest(_ share: Double) -> Double {
      max(0, dd - 2 * share * dm + share * share * mm).squareRoot()
    }
    let bound = max(prediction.tolerance * size, 4 * noise)
    // One free number more explains one number more.
    let told = zip(prediction.difference, zip(defect, error)).count { m, other in
      m.isFinite
        && max(m.magnitude, other.0.magnitude) > max(4 * other.1, 1e-3 * size / Double(known))
    }
    let isWhole = rest(1) <= bound
    guard
      isWhole
        || (prediction.isDivisible && told >= 4 && share > 0 && share < 1 && rest(share) <= bound)
    else { return nil }
    let confidence: Diagnosis.Confidence =
      told >= (isWhole ? 4 : 5) ? .certain : told >= 2 ? .likely : .possible
    let extent = isWhole ? "" : " (\(short(100 * share)) % of that)"
    return Diagnosis(
      [variable.name], prediction.family, prediction.quantity, factor: prediction.factor,
      share: isWhole ? 1 : share, unexplained: rest(isWhole ? 1 : share) / size, confidence,
      finding: prediction.finding + extent, advice: prediction.advice)
  }
}
