extension String {
  /// The text as a terminal can be trusted with: what controls one, instead of being shown, is replaced.
  package var printable: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { scalar in
          switch scalar.properties.generalCategory {
          case .control where scalar != "\n": "\u{FFFD}"
          case .format, .lineSeparator, .paragraphSeparator, .surrogate: "\u{FFFD}"
          default: scalar
          }
        }))
  }

  /// The text, its middle left out where it is too long to be read.
  package var shortened: String {
    count <= String.longest ? self : "\(prefix(String.longest - 20))…\(suffix(19))"
  }

  /// Enough for a path.
  private static let longest = 120
}
