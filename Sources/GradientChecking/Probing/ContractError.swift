/// A function that cannot be checked, because it breaks the rules of its protocol.
public enum ContractError: Error, Equatable, CustomStringConvertible {
  /// The number of outputs is not the same at every point.
  case outputCount(expected: Int, got: Int)

  public var description: String {
    switch self {
    case .outputCount(let expected, let got):
      "the function has \(expected) outputs at its point and \(got) beside it; "
        + "the number of outputs must not depend on the point"
    }
  }
}
