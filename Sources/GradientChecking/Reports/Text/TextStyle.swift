/// How text is marked up: not at all, or with the colors of a terminal.
public enum TextStyle: Sendable {
  case plain
  case colored

  package enum Color: String {
    case red = "31"
    case green = "32"
    case yellow = "33"
    case dim = "2"
    case bold = "1"
  }

  package func apply(_ color: Color, _ text: String) -> String {
    self == .plain ? text : "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m"
  }
}
