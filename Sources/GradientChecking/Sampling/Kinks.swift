/// What a function tells of the kinks within a step.
struct Kinks {
  /// Their names.
  let sites: [String]
  /// Whether there is but one, as far as anything is known: the only unit that takes another
  /// branch, or, where that is not traced, one along a single coordinate.
  let isSingle: Bool
  /// The slopes that are possible if each output chooses freely between its own.
  let slopes: ClosedRange<Double>

  static let none = Kinks(sites: [], isSingle: true, slopes: 0...0)

  var place: String { sites.isEmpty ? "" : " of \(sites.joined(separator: ", "))" }
}
