import GradientChecking

/// Renders the results of a run of `gradcheck` as GitHub's Markdown: for a comment or a job's summary.
enum GradientMarkdown {
  static func render(_ document: GradientDocument) -> String {
    let command = document.commandLine.map { ["", "```sh", $0, "```"] } ?? []
    let failed = document.byUrgency.filter { !$0.isPassed }
    let unchecked =
      document.unchecked.map { ["", "Not checked: \(text($0.joined(separator: ", ")))."] } ?? []
    return
      (["### \(sign(document.outcome)) gradcheck: \(document.summary)"] + unchecked
      + failed.flatMap { report($0) } + passed(document) + command).joined(separator: "\n") + "\n"
  }

  private static func sign(_ outcome: Outcome) -> String {
    [.pass: "✅", .open: "⚠️", .fail: "❌"][outcome] ?? ""
  }

  private static func report(_ report: GradientReport) -> [String] {
    let reasons = report.diagnoses.flatMap { diagnosis in
      [
        "",
        "**\(text(diagnosis.sentence.capitalizedSentence)).** "
          + "\(text(diagnosis.advice.capitalizedSentence)).",
      ]
    }
    let other = report.diagnoses.isEmpty ? report.reasons.flatMap { ["", text($0)] } : []
    let coordinates = report.blocks.flatMap { $0.listed(all: false) }
    let numbers =
      coordinates.isEmpty
      ? []
      : [
        "", "| coordinate | analytic | numeric | known to ± | relative error |",
        "|---|--:|--:|--:|--:|",
      ]
        + coordinates.prefix(10).map { place, report in
          "| \(text(place)) | \(report.analytic.long) | \(report.numeric.long) | \(report.error.brief) "
            + "| \(report.relativeError.brief) |"
        }
    return ["", "#### \(sign(report.outcome)) \(text(report.subject))"] + reasons + other
      + (report.blocks.isEmpty ? [] : blocks(report.blocks)) + numbers
      + (report.partsSentence.map { ["", text($0.capitalizedSentence)] } ?? [])
      + report.parts.filter { !$0.isPassed }.flatMap { self.report($0) }
  }

  private static func blocks(_ blocks: [BlockReport]) -> [String] {
    ["", "| block | shape | checked | relative error | band |", "|---|---|--:|--:|---|"]
      + blocks.map { block in
        "| \(text(block.name)) | \(block.shapeText) | \(block.checked)/\(block.size) "
          + "| \(block.worstRelativeError?.brief ?? "–") "
          + "| \(block.isPassed ? block.verdict : "**\(block.verdict)**") |"
      }
  }

  private static func passed(_ document: GradientDocument) -> [String] {
    let passed = document.reports.filter(\.isPassed)
    guard !passed.isEmpty else { return [] }
    return [
      "", "<details><summary>\(passed.count) passed</summary>", "",
      "| check | worst relative error |",
      "|---|--:|",
    ]
      + passed.map { report in
        let worst = report.blocks.compactMap(\.worstRelativeError).max()
        return "| \(text(report.subject)) | \(worst?.brief ?? "below the noise") |"
      } + ["", "</details>"]
  }

  /// What stands for itself, whatever it contains.
  private static func text(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      if character.isNewline { return result += " " }
      if "\\`*_[]<>|~#&".contains(character) { result += "\\" }
      result.append(character)
    }
  }
}
