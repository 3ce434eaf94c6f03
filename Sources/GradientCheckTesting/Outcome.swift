import GradientChecking

/// What a check came to, before any test framework hears of it.
struct Outcome {
  /// Nil where the check could not be done.
  let report: GradientReport?
  /// Nil where the gradient is right.
  let failure: FailureMessage?

  /// Checks a map at `point`, or where its own variables stand if there is none.
  init(
    of map: some DifferentiableMap, named name: String? = nil, at point: Point?, _ plan: CheckPlan
  ) {
    let subject =
      name ?? (map as? any CustomStringConvertible)?.description ?? "\(type(of: map))"
    if let point {
      self.init(subject, plan) { try Relocated(map, to: point, named: subject) }
    } else {
      self.init(subject, plan) { map }
    }
  }

  /// Checks a closure at `values`, once their shape is known to be theirs.
  init(
    at values: [Double], shape: [Int]?, _ plan: CheckPlan, of function: () -> ClosureFunction
  ) {
    self.init("the function", plan) {
      if let shape, !shape.allSatisfy({ $0 >= 0 }) || shape.reduce(1, *) != values.count {
        throw Misfit("the shape \(shape) does not hold the \(values.count) values of the point")
      }
      return function()
    }
  }

  /// Checks a gradient and, where that is right, its own derivative.
  static func secondOrder(
    at values: [Double], shape: [Int]?, _ plan: CheckPlan,
    _ value: @escaping ([Double]) throws -> Double,
    _ gradient: @escaping ([Double]) throws -> [Double],
    _ hessianVector: @escaping ([Double], [Double]) throws -> [Double]
  ) -> [Outcome] {
    let first = Outcome(at: values, shape: shape, plan) {
      ClosureFunction(shape: shape, at: values, value: value, gradient: gradient)
    }
    guard first.failure == nil else { return [first] }
    let hessian = HessianMap(
      [Variable("x", shape: shape, values: values)],
      gradient: { Point([try gradient($0[0])]) },
      hessianVector: { Point([try hessianVector($0[0], $1[0])]) })
    return [first, Outcome(of: hessian, at: nil, plan)]
  }

  private init(
    _ subject: String, _ plan: CheckPlan, _ map: () throws -> some DifferentiableMap
  ) {
    do {
      let report = try plan.report(on: map(), named: subject)
      self.init(report: report, failure: FailureMessage(report, plan))
    } catch let misfit as Misfit {
      self.init(report: nil, failure: FailureMessage(misfit.description))
    } catch let error as ConfigurationError {
      self.init(
        report: nil, failure: FailureMessage("\(subject) cannot be checked so: \(error)"))
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
    if let failure { callSite.recordFailure(failure.text(comment()), report: report) }
    return report
  }
}
