import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Whether a text is well-formed XML.
struct XMLParserCheck {
  let isWellFormed: Bool

  init(_ text: String) {
    let parser = XMLParser(data: Data("<all>\(text)</all>".utf8))
    isWellFormed = parser.parse()
  }
}
