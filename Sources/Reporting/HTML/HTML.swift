/// HTML or SVG as text. A literal is taken as it stands; what is interpolated is escaped, unless it is HTML.
///
///     let cell: HTML = "<td>\(block.name)</td>"
package struct HTML: ExpressibleByStringInterpolation, CustomStringConvertible {
  package private(set) var description: String

  package init(stringLiteral text: String) { description = text }

  package init(stringInterpolation text: Text) { description = text.text }

  private init(_ text: String) { description = text }

  /// Pieces one after the other.
  package init(_ pieces: some Sequence<HTML>, separator: String = "\n") {
    self.init(pieces.map(\.description).filter { !$0.isEmpty }.joined(separator: separator))
  }

  package static let none: HTML = ""

  package struct Text: StringInterpolationProtocol {
    fileprivate var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    package mutating func appendLiteral(_ literal: String) { text += literal }

    package mutating func appendInterpolation(_ html: HTML) { text += html.description }

    package mutating func appendInterpolation(_ pieces: [HTML]) { text += HTML(pieces).description }

    package mutating func appendInterpolation(_ number: Int) { text += "\(number)" }

    package mutating func appendInterpolation(_ words: String) { text += words.escapedForXML }
  }
}

extension String {
  /// The text as content or attribute of XML and HTML: without what XML cannot hold at all.
  package var escapedForXML: String {
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
