import Commands
import LayerChecking
import Models

/// The text of `--list`.
enum Listing {
  static var text: String {
    section("Layers (--layer)", LayerName.allCases.map { ($0.rawValue, $0.summary) })
      + "\n" + section("Losses (--loss)", LossName.allCases.map { ($0.rawValue, $0.summary) })
      + "\n"
      + section(
        "Regularizers (--regularizer)", RegularizerName.allCases.map { ($0.rawValue, $0.summary) })
      + "\n"
      + section(
        "Models (--model)",
        ModelChoice.allCases.filter { $0.classifier?.objective != .hinge }
          .map { ($0.rawValue, $0.summary) })
  }
}
