import Foundation
import GradientChecking

/// Why a check failed: the worst in one line, then what else helps to find the mistake.
///
///     wrong gradient of Affine: weight[3, 0] is 2.4 analytically, 1.2 numerically (…); the gradient of
///     weight is exactly twice as large as it should be: look for a term that is counted twice
///       weight[1, 2] is 0.3 analytically, 0.25 numerically (…)
///       weight: wrong at 2 of 12 checked coordinates
///       reproduce with seed 0, step 1e-05
struct FailureMessage: Equatable {
  /// Says it all for one who reads no further.
  let headline: String
  /// One fact a line.
  let details: [String]

  init(_ headline: String) {
    self.headline = headline
    details = []
  }

  /// Nil where the check passed and was of something.
  init?(_ report: GradientReport, _ plan: CheckPlan = CheckPlan()) {
    guard !report.isPassed(within: plan.tolerance) || report.isEmpty(plan) else { return nil }
    let subject = report.subject
    let broken = report.probes.filter { !$0.isKept }
    let failing = FailureMessage.worstFirst(
      report.blocks.filter { !$0.isPassed(within: plan.tolerance) })
    var details: [String]
    if let first = broken.first {
      headline =
        "\(subject) cannot be checked: \(FailureMessage.text(first))"
        + FailureMessage.cause(report.diagnoses)
      details = broken.dropFirst().map(FailureMessage.text)
    } else if let first = failing.first {
      headline = first.accusation(of: subject) + FailureMessage.cause(report.diagnoses)
      details = first.furtherFindings + first.remarks
      details += failing.dropFirst().flatMap { [$0.finding] + $0.remarks }
    } else if let part = report.parts.first(where: { !$0.isPassed(within: plan.tolerance) }) {
      headline = "wrong gradient of \(subject): its part \(part.subject) is wrong on its own"
      details = []
    } else if let opinion = report.opinions.first(where: \.isAgainst) {
      headline = "wrong gradient of \(subject): \(opinion.method): \(opinion.finding)"
      details = []
    } else if let unexamined = report.unexamined {
      headline = "the check of \(subject) was not finished: \(unexamined)"
      details = []
    } else if !report.isPassed {
      headline = "the check of \(subject) failed"
      details = []
    } else {
      // An assertion that compares nothing proves nothing.
      headline = "nothing to check: \(subject) has no variable with a value"
      details = []
    }
    if !failing.isEmpty {
      details += report.parts.filter { !$0.isPassed }
        .map { "its part \($0.subject) is wrong on its own" }
      details += report.opinions.map { "\($0.method) \($0.finding)" }
    }
    let configuration = report.configuration
    self.details =
      details + report.warnings
      + ["reproduce with seed \(configuration.seed), step \(configuration.step.text(digits: 6))"]
  }

  /// The lines in order, with `comment` at the end of the first; an empty one is left out.
  func text(_ comment: String) -> String {
    let first = comment.isEmpty ? headline : "\(headline) - \(comment)"
    return ([first] + details.map { "  \($0)" }).joined(separator: "\n")
  }

  private static func text(_ probe: ContractProbe) -> String {
    let promise = "broken promise: \(probe.promise)"
    return probe.evidence.map { "\($0) (\(promise))" } ?? promise
  }

  /// The first cause that is more than a possibility, with what to do about it.
  private static func cause(_ diagnoses: [Diagnosis]) -> String {
    // That it jumps, is random or not finite, has been said.
    diagnoses.first {
      $0.confidence > .possible && ![.noGradient, .notFinite].contains($0.family)
    }.map { "; \($0.sentence): \($0.advice)" } ?? ""
  }

  /// Blocks with a wrong coordinate by its relative error, then the rest in their order.
  private static func worstFirst(_ blocks: [BlockReport]) -> [BlockReport] {
    let wrong = blocks.enumerated().filter { $0.element.isWrongSomewhere }
      .sorted { a, b in
        let (first, second) = (a.element.worst[0].relativeError, b.element.worst[0].relativeError)
        return first == second ? a.offset < b.offset : first > second
      }
    return wrong.map(\.element) + blocks.filter { !$0.isWrongSomewhere }
  }
}
