import GradientChecking

/// What a check came to, before any test framework hears of it.
struct Outcome {
  /// Nil where the check could not be done.
  let report: GradientReport?
  /// Nil where the gradient is right.
  let failure: FailureMessage?

  /// Checks a map at `point`, or where its own variables stand if there is none.
  init(of map: some DifferentiableMap, at point: Point?, _ configuration: CheckConfiguration) {
    let subject = (map as? any CustomStringConvertible)?.description ?? "\(type(of: map))"
    if let point {
      self.init(subject, configuration) { try Relocated(map, to: point, named: subject) }
    } else {
      self.init(subject, configuration) { map }
    }
  }

  /// Checks a closure at `values`, once their shape is known to be theirs.
  init(
    at values: [Double], shape: [Int]?, _ configuration: CheckConfiguration,
    of function: () -> ClosureFunction
  ) {
    self.init("the function", configuration) {
      if let shape, !shape.allSatisfy({ $0 >= 0 }) || shape.reduce(1, *) != values.count {
        throw Misfit("the shape \(shape) does not hold the \(values.count) values of the point")
      }
      return function()
    }
  }

  private init(
    _ subject: String, _ configuration: CheckConfiguration,
    _ map: () throws -> some DifferentiableMap
  ) {
    do {
      let report = try GradientChecker(configuration).check(map(), named: subject)
      self.init(report: report, failure: FailureMessage(report))
    } catch let misfit as Misfit {
      self.init(report: nil, failure: FailureMessage(misfit.description))
    } catch {
      self.init(report: nil, failure: FailureMessage("\(subject) threw an error: \(error)"))
    }
  }

  private init(report: GradientReport?, failure: FailureMessage?) {
    self.report = report
    self.failure = failure
  }

  /// Tells the running test of a failure, and hands out the report.
  func announced(_ comment: @autoclosure () -> String, at callSite: CallSite) -> GradientReport? {
    if let failure { callSite.recordFailure(failure.text(comment())) }
    return report
  }
}
