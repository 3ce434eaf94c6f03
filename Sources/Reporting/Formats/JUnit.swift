import GradientChecking

/// Renders the results of a run of `gradcheck` in the XML of JUnit, as tools that show test results read it: a
/// test suite a function, a test case a block, besides one for what the function promises.
enum JUnit {
  static func render(_ document: GradientDocument) -> String {
    let suites = document.reports.map(suite) + (document.unchecked ?? []).map(missing)
    let total = suites.reduce(Counts()) { $0 + $1.counts }
    let xml: HTML = """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="gradcheck" \(total.attributes)>
      \(suites.map(\.xml))
      </testsuites>

      """
    return xml.description
  }

  /// How many cases came to what.
  private struct Counts {
    var tests = 0
    var failures = 0
    var skipped = 0

    static func + (a: Counts, b: Counts) -> Counts {
      Counts(
        tests: a.tests + b.tests, failures: a.failures + b.failures, skipped: a.skipped + b.skipped)
    }

    var attributes: HTML {
      "tests=\"\(tests)\" failures=\"\(failures)\" errors=\"0\""
    }
  }

  private struct Case {
    let name: String
    /// Why it failed, with a first line of its own; nil where it did not.
    var failure: (message: String, details: String)?
    /// Why it was not examined.
    var skipped: String?

    func xml(_ suite: String) -> HTML {
      let content: HTML =
        if let failure {
          "<failure message=\"\(failure.message)\" type=\"gradient\">\(failure.details)</failure>"
        } else if let skipped {
          "<skipped message=\"\(skipped)\"/>"
        } else {
          .none
        }
      return "<testcase classname=\"\(suite)\" name=\"\(name)\" time=\"0\">\(content)</testcase>"
    }
  }

  private static func suite(_ report: GradientReport) -> (xml: HTML, counts: Counts) {
    var cases = [promises(report)] + report.blocks.map { block($0, of: report) }
    for part in report.parts where !part.isPassed {
      cases.append(
        Case(
          name: part.subject,
          failure: part.outcome == .fail ? (part.reasons.joined(separator: " "), text(part)) : nil,
          skipped: part.outcome == .open ? part.reasons.joined(separator: " ") : nil))
    }
    let isNamed = cases.contains { $0.failure != nil || $0.skipped != nil }
    if !isNamed, report.outcome == .fail {
      cases.append(
        Case(name: "as a whole", failure: (report.reasons.joined(separator: " "), text(report))))
    }
    if let unexamined = report.unexamined {
      cases.append(Case(name: "completeness", skipped: "not finished: \(unexamined)"))
    }
    return suite(report.subject, cases)
  }

  private static func missing(_ name: String) -> (xml: HTML, counts: Counts) {
    suite(name, [Case(name: "completeness", skipped: "not checked")])
  }

  private static func suite(_ name: String, _ cases: [Case]) -> (xml: HTML, counts: Counts) {
    let counts = Counts(
      tests: cases.count, failures: cases.count { $0.failure != nil },
      skipped: cases.count { $0.skipped != nil })
    return (
      """
      <testsuite name="\(name)" \(counts.attributes) skipped="\(counts.skipped)" time="0">
      \(cases.map { $0.xml(name) })
      </testsuite>
      """, counts
    )
  }

  private static func promises(_ report: GradientReport) -> Case {
    let broken = report.probes.filter { !$0.isKept }
    guard let first = broken.first else { return Case(name: "promises") }
    let lines = broken.map { "\($0.promise)\($0.evidence.map { ": \($0)" } ?? "")" }
    return Case(
      name: "promises",
      failure: ("not kept: \(first.promise)", lines.joined(separator: "\n")))
  }

  private static func block(_ block: BlockReport, of report: GradientReport) -> Case {
    guard !block.isPassed else { return Case(name: block.name) }
    let diagnosis = report.diagnoses.first { $0.blocks.contains(block.name) }
    let message =
      diagnosis.map { "\($0.sentence.capitalizedSentence). \($0.advice.capitalizedSentence)." }
      ?? "The gradient of \(block.name) is \(block.verdict.lowercased())."
    return Case(name: block.name, failure: (message, text(report)))
  }

  private static func text(_ report: GradientReport) -> String { GradientText().render(report) }
}
