/// What a limit of the configuration has left unexamined.
///
/// A report that has some is not passed, whatever was found until then.
public struct Unexamined: Sendable, Codable, Equatable, CustomStringConvertible {
  /// Which limit came first.
  public enum Limit: String, Sendable, Codable {
    case time
    case evaluations
  }

  public let limit: Limit
  /// The number of derivatives that were examined, along coordinates and random directions.
  public let examined: Int
  /// The number of those that were to be examined.
  public let planned: Int
  /// The variables on which there is no report.
  public let blocks: [String]
  /// The number of parts of a composite map on which there is no report.
  public let parts: Int

  /// What was left, in a sentence's part: "the limit of time came after 12 of 521 derivatives; …".
  public var description: String {
    let cause = limit == .time ? "the time limit" : "the limit of evaluations"
    let place = examined < planned ? "after \(examined) of \(planned) derivatives" : "at the end"
    var missing = blocks.isEmpty ? [] : ["nothing is known of \(blocks.joined(separator: ", "))"]
    if parts > 0 { missing.append("\(parts) parts were not checked on their own") }
    return (["\(cause) came \(place)"] + missing).joined(separator: "; ")
  }
}
