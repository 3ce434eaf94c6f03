/// One promise that a function must keep before its numbers mean anything.
public struct ContractProbe: Sendable, Codable, Equatable {
  /// The promise, such as "value is repeatable".
  public let promise: String
  public let isKept: Bool
  /// What was seen, where the promise is broken.
  public let evidence: String?

  /// A probe that passed where `violation` is nil, else failed with it as evidence.
  public init(_ promise: String, violation: String?) {
    self.promise = promise
    isKept = violation == nil
    evidence = violation
  }
}
