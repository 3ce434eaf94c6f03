import LayerChecking

/// The text of `--list`.
enum Listing {
  static var text: String {
    section("Layers (--layer)", LayerName.allCases.map { ($0.rawValue, $0.summary) })
      + "\n" + section("Losses (--loss)", LossName.allCases.map { ($0.rawValue, $0.summary) })
      + "\n"
      + section(
        "Regularizers (--regularizer)", RegularizerName.allCases.map { ($0.rawValue, $0.summary) })
      + "\n" + section("Models (--model)", ModelName.allCases.map { ($0.rawValue, $0.summary) })
  }

  private static func section(_ title: String, _ rows: [(name: String, summary: String)]) -> String
  {
    let width = 23
    let lines = rows.map { name, summary in
      "  \(name)\(String(repeating: " ", count: width - name.count))\(summary)"
    }
    return "\(title)\n\(lines.joined(separator: "\n"))\n"
  }
}
