import GradientChecking

/// All that is asked of a check.
struct CheckPlan {
  var configuration = CheckConfiguration()
  /// The relative error that passes.
  var tolerance = 0.0
  /// The variables that are checked; nil for all.
  var blocks: Set<String>?
  var isOfContractsOnly = false

  /// - Parameter configuration: Takes the place of what the running test's trait says.
  init(_ configuration: CheckConfiguration? = nil, _ options: [CheckOption] = []) {
    if let configuration { self.configuration = configuration }
    let inherited = configuration == nil ? GradientCheckTrait.current : []
    for option in inherited + options { option(&self) }
  }

  /// - Throws: what the map throws, or what is wrong with the plan.
  func report(on map: some DifferentiableMap, named subject: String) throws -> GradientReport {
    guard tolerance.isFinite, tolerance >= 0 else {
      throw ConfigurationError("tolerance is finite and not negative, unlike \(tolerance)")
    }
    func report(_ map: some DifferentiableMap) throws -> GradientReport {
      let checker = GradientChecker(configuration)
      return isOfContractsOnly
        ? try checker.checkContracts(of: map, named: subject)
        : try checker.check(map, named: subject)
    }
    guard let blocks else { return try report(map) }
    return try report(RestrictedMap(map, to: blocks))
  }
}
