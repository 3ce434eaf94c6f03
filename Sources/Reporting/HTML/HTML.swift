/// HTML or SVG as text. A literal is taken as it stands; what is interpolated is escaped, unless it is HTML.
///
///     let cell: HTML = "<td>\(block.name)</td>"
struct HTML: ExpressibleByStringInterpolation, CustomStringConvertible {
  private(set) var description: String

  init(stringLiteral text: String) { description = text }

  init(stringInterpolation text: Text) { description = text.text }

  private init(_ text: String) { description = text }

  /// Pieces one after the other.
  init(_ pieces: some Sequence<HTML>, separator: String = "\n") {
    self.init(pieces.map(\.description).filter { !$0.isEmpty }.joined(separator: separator))
  }

  static let none: HTML = ""

  struct Text: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    mutating func appendLiteral(_ literal: String) { text += literal }

    mutating func appendInterpolation(_ html: HTML) { text += html.description }

    mutating func appendInterpolation(_ pieces: [HTML]) { text += HTML(pieces).description }

    mutating func appendInterpolation(_ number: Int) { text += "\(number)" }

    mutating func appendInterpolation(_ words: String) { text += words.escapedForXML }
  }
}

extension String {
  /// The text as content or attribute of XML and HTML: without what XML cannot hold at all.
  var escapedForXML: String {
    var escaped = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\t", "\n", "\r": escaped += "&#\(scalar.value);"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
