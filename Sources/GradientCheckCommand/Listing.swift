import Commands
import LayerChecking
import Models

/// The text of `--list`.
enum Listing {
  static var text: String {
    let catalogue = Catalogue.known
    return section("Layers (--layer)", catalogue.layers.map { ($0.rawValue, $0.summary) })
      + "\n" + section("Losses (--loss)", catalogue.losses.map { ($0.rawValue, $0.summary) })
      + "\n"
      + section(
        "Regularizers (--regularizer)", RegularizerName.allCases.map { ($0.rawValue, $0.summary) })
      + "\n"
      + section("Models (--model)", ModelChoice.allCases.map { ($0.rawValue, $0.summary) })
  }
}
