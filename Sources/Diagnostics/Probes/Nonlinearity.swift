/// Whether there is a nonlinearity between one affine layer and the next; without, the two amount to a
/// single one.
///
/// A map is affine where f(x) + f(y) = f(x + y) + f(0) for all x and y. What was measured is the
/// difference of the two sides for real activations, relative to their size.
public struct Nonlinearity: Probe {
  public static let name = ProbeName.nonlinearity

  /// What lies between two affine layers.
  public struct Stretch: Sendable {
    public var from: String
    public var to: String
    /// ‖f(x) + f(y) − f(x + y) − f(0)‖ relative to the norms of the terms.
    public var deviation: Double

    public init(from: String, to: String, deviation: Double) {
      self.from = from
      self.to = to
      self.deviation = deviation
    }
  }

  public struct Observation: Sendable {
    public var stretches: [Stretch]
    /// The rounding error to expect, relative.
    public var precision: Double

    public init(stretches: [Stretch], precision: Double) {
      self.stretches = stretches
      self.precision = precision
    }
  }

  public init() {}

  public func findings(from seen: Observation) -> [Finding] {
    let measured = seen.stretches.filter(\.deviation.isFinite)
    guard let straightest = measured.min(by: { $0.deviation < $1.deviation }) else {
      return [
        notApplicable(
          .missingNonlinearity,
          seen.stretches.isEmpty
            ? "fewer than two affine layers" : "activations that are all 0 cannot tell")
      ]
    }
    let expectation = "f(x) + f(y) ≠ f(x + y) + f(0) between any two affine layers"
    let affine = measured.filter { $0.deviation <= 100 * seen.precision }
    guard let first = affine.first else {
      return [
        pass(
          .missingNonlinearity,
          "deviation from linear at least \(straightest.deviation.short) "
            + "(\(straightest.from) to \(straightest.to))", expectation: expectation)
      ]
    }
    let isAll = affine.count == measured.count
    return [
      finding(
        .fail, .missingNonlinearity,
        isAll
          ? "a nonlinearity is missing: the network is a linear map"
          : "a nonlinearity is missing after \(first.from)",
        evidence: "linear between "
          + affine.map { "\($0.from) and \($0.to)" }.listed + " up to \(first.deviation.short)",
        expectation: expectation, fix: "put a ReLU or another activation between them",
        layer: first.from)
    ]
  }
}
