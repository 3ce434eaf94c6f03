import GradientChecking

/// Renders the results of a run of `gradcheck` as the lines that GitHub Actions turns into annotations: an
/// error a failed check, a warning where one was not finished, and a notice of what all came to.
enum GitHubAnnotations {
  static func render(_ document: GradientDocument) -> String {
    let reports = document.byUrgency.filter { !$0.isPassed }.map { report in
      line(
        report.outcome == .fail ? "error" : "warning", title: report.subject,
        report.reasons.joined(separator: "\n") + advice(report))
    }
    let unchecked = (document.unchecked ?? []).map { line("warning", title: $0, "Not checked.") }
    let command = document.commandLine.map { "\n\($0)" } ?? ""
    let all = line("notice", title: "gradcheck", document.summary + command)
    return (reports + unchecked + [all]).joined(separator: "\n") + "\n"
  }

  private static func advice(_ report: GradientReport) -> String {
    report.diagnoses.first.map { "\n\($0.advice.capitalizedSentence)." } ?? ""
  }

  private static func line(_ kind: String, title: String, _ message: String) -> String {
    "::\(kind) title=\(escaped(title, and: [":": "%3A", ",": "%2C"]))::\(escaped(message))"
  }

  private static func escaped(_ text: String, and more: [Character: String] = [:]) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      case "\r\n": result += "%0D%0A"
      default: result += more[character] ?? "\(character)"
      }
    }
  }
}
