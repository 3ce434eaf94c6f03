/// An error that ends a check wherever it is thrown.
///
/// What a function throws beside its point says that it is not defined there, as the logarithm of a determinant
/// is not where the matrix is not positive: that place counts as not a number. An error that says nothing of
/// the function, as that of a process which has died, conforms to this protocol.
public protocol UnrecoverableError: Error {}

extension CancellationError: UnrecoverableError {}

/// A function that cannot be checked, because it breaks the rules of its protocol.
public enum ContractError: UnrecoverableError, Equatable, CustomStringConvertible {
  /// The number of outputs is not the same at every point.
  case outputCount(expected: Int, got: Int)
  /// What the outputs are contracted with has not as many numbers: the cotangent of a ``MapPart``, or the 1
  /// of a ``DifferentiableFunction``.
  case cotangentCount(expected: Int, got: Int)
  /// The gradient has other numbers of values than the variables.
  case gradientShape(expected: [Int], got: [Int])
  /// Several variables have this name, so that a report on one could not be told from that on another.
  case repeatedName(String)

  public var description: String {
    switch self {
    case .outputCount(let expected, let got):
      "the function has \(expected) outputs at its point and \(got) beside it; "
        + "the number of outputs must not depend on the point"
    case .cotangentCount(let expected, let got):
      "the function has \(expected) outputs and a cotangent of \(got) numbers; "
        + "there has to be one for each output"
    case .gradientShape(let expected, let got):
      "the variables have \(expected) values, their gradients \(got); "
        + "there has to be one for each value"
    case .repeatedName(let name):
      "several variables are named \"\(name)\"; each needs a name of its own"
    }
  }
}

extension [Variable] {
  /// - Throws: a ``ContractError`` where two have one name.
  func requireDistinctNames() throws(ContractError) {
    var names: Set<String> = []
    for variable in self where !names.insert(variable.name).inserted {
      throw .repeatedName(variable.name)
    }
  }
}
