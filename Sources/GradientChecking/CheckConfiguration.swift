/// How a gradient is checked. The defaults suit most functions.
public struct CheckConfiguration: Sendable, Codable, Equatable {
  /// The formula of the first difference at each coordinate.
  public var method = DifferenceMethod.central
  /// h: the step of the first difference is h·max(1, |θᵢ|). Above 0 and at most 0.1.
  public var step = 1e-5
  /// ε: the function's values are accurate to ε·max(1, |f|) only, as those of an iterative solver
  /// are that stops at a tolerance. Widens the error of every difference by ε·max(1, |f|)/h; what
  /// is the same stays the same. Not negative.
  public var accuracy = 0.0
  /// Fixes the random cotangent, directions and samples.
  public var seed: UInt64 = 0
  /// The number of coordinates that are checked in a larger block. Not negative.
  public var samplesPerBlock = 1000
  /// Whether every coordinate of every block is checked.
  public var isExhaustive = false
  /// Whether every entry ∂outputⱼ/∂θᵢ of the Jacobian is checked beside the gradients of the
  /// contracted outputs, and so every coordinate. It takes a pullback an output more.
  public var checksJacobian = false
  /// The number of entries of an analytic Jacobian that are in memory at once, 24 bytes each.
  var entriesPerTile = 1 << 23
  /// Whether a failure is followed by an investigation of what kind of mistake it is.
  public var namesMistakes = true
  /// The number of threads; nil for one a core, as far as memory has room for their points. The
  /// result does not depend on it.
  public var threads: Int?

  /// How long the check may take; nil for as long as it takes.
  ///
  /// What the function promises is looked into in any case, and what was begun is finished. The
  /// report says what was not examined, and is not passed. How far a check comes in a time depends
  /// on the machine.
  public var timeLimit: Duration?
  /// The number of evaluations after which the check begins nothing more; nil for no limit.
  ///
  /// Derivatives are examined in one order, random directions first, as long as those before have
  /// taken fewer evaluations. What promises and suspicions take does not count. The result is the
  /// same for any number of threads.
  public var evaluationLimit: Int?

  /// The share of inconclusive coordinates above which a block fails. One whose analytic and
  /// numeric value are more than 1 % apart fails it in any case.
  public static let inconclusiveLimit = 0.01

  public init() {}

  // All on which the numbers depend.
  private enum CodingKeys: String, CodingKey {
    case method
    case step
    case accuracy
    case seed
    case samplesPerBlock
    case isExhaustive
    case checksJacobian
    case evaluationLimit
  }
}

extension CheckConfiguration {
  /// Documents that know of no accuracy have 0.
  public init(from decoder: any Decoder) throws {
    let stored = try decoder.container(keyedBy: CodingKeys.self)
    method = try stored.decode(DifferenceMethod.self, forKey: .method)
    step = try stored.decode(Double.self, forKey: .step)
    accuracy = try stored.decodeIfPresent(Double.self, forKey: .accuracy) ?? 0
    seed = try stored.decode(UInt64.self, forKey: .seed)
    samplesPerBlock = try stored.decode(Int.self, forKey: .samplesPerBlock)
    isExhaustive = try stored.decode(Bool.self, forKey: .isExhaustive)
    checksJacobian = try stored.decode(Bool.self, forKey: .checksJacobian)
    evaluationLimit = try stored.decodeIfPresent(Int.self, forKey: .evaluationLimit)
  }
}
