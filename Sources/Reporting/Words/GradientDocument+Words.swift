import GradientChecking

// What every format says of all checks together, in words.

extension GradientDocument {
  var outcome: Outcome {
    isPassed ? .pass : reports.allSatisfy(\.isUnrefuted) ? .open : .fail
  }

  /// The reports, those that need a look first.
  var byUrgency: [GradientReport] {
    [Outcome.fail, .open, .pass].flatMap { outcome in reports.filter { $0.outcome == outcome } }
  }

  /// What all checks came to, in a sentence.
  var summary: String {
    let failed = reports.count { $0.outcome == .fail }
    let open = reports.count { $0.outcome == .open } + (unchecked?.count ?? 0)
    let all = reports.count + (unchecked?.count ?? 0)
    if all == 0 { return sweeps.isEmpty ? "Nothing was checked." : "Curves were drawn." }
    if failed + open == 0, isComplete {
      return all == 1 ? "The check passed." : "All \(all) checks passed."
    }
    let checks = "\(all) checks"
    if all == 1, failed + open == 1 {
      return failed == 1 ? "The check failed." : "The check was not finished."
    }
    return [(failed, "failed"), (open, "not finished")].filter { $0.0 > 0 }
      .map { "\($0.0) of \(checks) \($0.1)" }.joined(separator: ", ")
      + (failed + open == 0 ? "\(checks) passed, the rest was not checked." : ".")
  }

  /// The command that comes to this again, as a shell reads it; nil where it is not known.
  var commandLine: String? {
    arguments.map { ([tool] + $0.map(\.shellQuoted)).joined(separator: " ") }
  }
}

extension String {
  /// The word as a POSIX shell reads it as one.
  package var shellQuoted: String {
    let isPlain =
      !isEmpty
      && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=:,+@%".contains($0)) }
    return isPlain
      ? self
      : "'\(split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
  }
}
