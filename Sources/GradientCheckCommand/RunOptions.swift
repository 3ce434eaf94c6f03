import ArgumentParser

/// What every run takes, whatever it checks.
struct RunOptions: ParsableArguments, Sendable {
  @Option(
    parsing: .unconditional, help: ArgumentHelp("Fixes everything random.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Threads (default: one a core). The result does not depend on it.", valueName: "n"))
  var threads: Int?

  func validate() throws { try RunOptions.validate(threads: threads) }

  static func validate(threads: Int?) throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is between 1 and 1024, not \(threads).")
    }
  }
}
