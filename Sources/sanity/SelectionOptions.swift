import ArgumentParser
import Commands
import Diagnostics
import Models

/// What to look at.
struct SelectionOptions: ParsableArguments, Sendable {
  @Option(
    name: .customLong("model"), help: ArgumentHelp("The network.", valueName: "name"),
    completion: .names(of: ModelChoice.self), transform: { try named($0) })
  var models: [ModelChoice] = []

  var model: ModelChoice? { models.first }

  @OptionGroup var images: DataOptions

  @Option(
    name: .customLong("probe"),
    help: ArgumentHelp(
      "A probe; may be repeated (default: all).", valueName: "name"),
    completion: .names(of: ProbeName.self), transform: { try named($0) })
  var probes: [ProbeName] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Units of the hidden layers, for mlp: 256,128,64.", valueName: "sizes"),
    transform: { try parseSizes($0) })
  var hidden: [Int]?

  @Option(
    help: ArgumentHelp("Between the layers, for mlp.", valueName: "name"),
    completion: .names(of: Activation.self), transform: { try named($0) as Activation })
  var activation: Activation?

  @Flag(help: "List all names and exit.")
  var list = false

  func validateModelOptions() throws {
    guard models.count < 2 else {
      throw ValidationError("--model is given once: one network is looked at at a time.")
    }
    if case .task(let name)? = model, images.data != nil, let reason = name.whyNoData {
      throw ValidationError("\(name.rawValue) takes no --data: \(reason).")
    }
    guard model?.classifier != .mlp else {
      let sizes = [3072] + (hidden ?? []) + [10]
      let count = zip(sizes, sizes.dropFirst()).map { $0 * $1 }.reduce(0, +)
      guard count <= 100_000_000 else {
        throw ValidationError(
          "--hidden makes \(count) parameters; 100 million is the limit, some gigabytes with all "
            + "that training needs.")
      }
      return
    }
    if hidden != nil { throw ValidationError("--hidden goes with --model mlp.") }
    if activation != nil { throw ValidationError("--activation goes with --model mlp.") }
  }
}

/// Sizes such as "256,128,64".
func parseSizes(_ text: String) throws -> [Int] {
  let parts = text.split(separator: ",", omittingEmptySubsequences: false)
  let sizes = parts.compactMap { Int($0) }.filter { (1...10_000).contains($0) }
  guard sizes.count == parts.count, sizes.count <= 100 else {
    throw ValidationError(
      "Hidden layers are up to 100 sizes between 1 and 10000, such as 256,128,64.")
  }
  return sizes
}
