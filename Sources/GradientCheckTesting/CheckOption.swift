import GradientChecking

/// One thing about a check that is not as by default, for one assertion or, by
/// ``GradientCheckTrait``, for all of a test or a suite.
///
///     expectGradients(of: map, options: [.tolerance(1e-3), .blocks("weight", "bias")])
///
/// Of two that contradict each other the later holds.
public struct CheckOption: Sendable {
  private let apply: @Sendable (inout CheckPlan) -> Void

  private init(_ apply: @escaping @Sendable (inout CheckPlan) -> Void) { self.apply = apply }

  private static func setting<Value: Sendable>(
    _ path: WritableKeyPath<CheckConfiguration, Value> & Sendable, _ value: Value
  ) -> CheckOption {
    CheckOption { $0.configuration[keyPath: path] = value }
  }

  func callAsFunction(_ plan: inout CheckPlan) { apply(&plan) }

  /// Derivatives that are known to be wrong pass where the relative error |a − n| / max(|a|, |n|) is at
  /// most this; for gradients that are approximations on purpose. The report still calls them wrong.
  ///
  /// Values that are only roughly right are another matter: ``accuracy(_:)``.
  public static func tolerance(_ relativeError: Double) -> CheckOption {
    CheckOption { $0.tolerance = relativeError }
  }

  /// The function's values are accurate to ε·max(1, |f|) only, as those of a solver are that stops at a
  /// tolerance: `CheckConfiguration.accuracy`.
  public static func accuracy(_ epsilon: Double) -> CheckOption { setting(\.accuracy, epsilon) }

  /// How many coordinates of a larger block are checked: `CheckConfiguration.samplesPerBlock`.
  public static func samples(_ count: Int) -> CheckOption { setting(\.samplesPerBlock, count) }

  /// Every coordinate of every block is checked.
  public static var exhaustive: CheckOption { setting(\.isExhaustive, true) }

  /// Every derivative of every output is checked, too: `CheckConfiguration.checksJacobian`.
  public static var jacobian: CheckOption { setting(\.checksJacobian, true) }

  /// Only the gradients with respect to these variables are checked; the others are constants.
  public static func blocks(_ names: String...) -> CheckOption {
    CheckOption { $0.blocks = Set(names) }
  }

  /// Fixes the random cotangent, directions and samples.
  public static func seed(_ seed: UInt64) -> CheckOption { setting(\.seed, seed) }

  /// The step of the first difference: `CheckConfiguration.step`.
  public static func step(_ step: Double) -> CheckOption { setting(\.step, step) }

  /// Only what the map promises is looked into, and no derivative:
  /// `GradientChecker.checkContracts(of:named:)`.
  public static var contractsOnly: CheckOption { CheckOption { $0.isOfContractsOnly = true } }
}
