import Commands
import LayerChecking
import Synchronization

/// The layers and losses that are known by name.
struct Catalogue: Sendable {
  let layers: [any CatalogueEntry]
  let losses: [any CatalogueEntry]

  /// That of this process. The parser makes its options without a context, so it is nowhere else to be found; it is set
  /// once, before anything is parsed.
  static let current = Mutex(Catalogue(adding: [], []))
  static var known: Catalogue { current.withLock { $0 } }

  init(adding layers: [any CatalogueEntry], _ losses: [any CatalogueEntry]) {
    self.layers = layers + LayerName.allCases
    self.losses = losses + LossName.allCases
    for entries in [self.layers, self.losses] {
      var names: Set<String> = []
      for name in entries.map({ $0.rawValue }) {
        precondition(
          !name.isEmpty && name == name.lowercased() && !name.contains(where: \.isWhitespace),
          "'\(name)' is no name for a command line: expected one word of small letters")
        precondition(names.insert(name).inserted, "there are two entries named '\(name)'")
      }
    }
  }

  var layerNames: [String] { layers.map { $0.rawValue } }
  var lossNames: [String] { losses.map { $0.rawValue } }
}

/// An entry that was chosen by its name: a value of one type, as the parser's options need it.
struct ChosenEntry: Sendable {
  let entry: any CatalogueEntry

  /// - Throws: a `ValidationError` that suggests the nearest name and lists all.
  init(layer name: String) throws {
    entry = try named(name, among: Catalogue.known.layers) { $0.rawValue }
  }

  /// - Throws: a `ValidationError` that suggests the nearest name and lists all.
  init(loss name: String) throws {
    entry = try named(name, among: Catalogue.known.losses) { $0.rawValue }
  }
}
