import ArgumentParser
import Commands
import LayerChecking
import Models
import Tensors

/// What to check.
struct SelectionOptions: ParsableArguments, Sendable {
  @Option(
    name: .customLong("layer"), help: ArgumentHelp("A layer; may be repeated.", valueName: "name"),
    completion: .list(Catalogue.known.layerNames), transform: { try ChosenEntry(layer: $0) })
  var layers: [ChosenEntry] = []

  @Option(
    name: .customLong("loss"), help: ArgumentHelp("A loss; may be repeated.", valueName: "name"),
    completion: .list(Catalogue.known.lossNames), transform: { try ChosenEntry(loss: $0) })
  var losses: [ChosenEntry] = []

  @Option(
    name: .customLong("regularizer"),
    help: ArgumentHelp("A regularizer; may be repeated.", valueName: "name"),
    completion: .names(of: RegularizerName.self), transform: { try named($0) })
  var regularizers: [RegularizerName] = []

  @Option(
    name: .customLong("model"),
    help: ArgumentHelp("A whole network with its loss; may be repeated.", valueName: "name"),
    completion: .names(of: ModelChoice.self), transform: { try named($0) })
  var models: [ModelChoice] = []

  @Flag(help: "Every layer, loss and regularizer.")
  var all = false

  @Flag(help: "A batch norm with a mistake, to see what a wrong gradient looks like.")
  var mistaken = false

  @Flag(help: "List all names and exit.")
  var list = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Input shape for the layer or loss, such as 2x3x9x4, instead of its own.", valueName: "shape"),
    transform: { try parseShape($0) })
  var shape: Shape?

  var isEmpty: Bool { entries.isEmpty && models.isEmpty && !mistaken }

  /// The chosen layers, losses and regularizers.
  var entries: [any CatalogueEntry] {
    all
      ? Catalogue.known.layers + Catalogue.known.losses + RegularizerName.allCases
      : (layers + losses).map(\.entry) + regularizers
  }

  func validateShape() throws {
    guard shape != nil, all || entries.count != 1 || !models.isEmpty else { return }
    throw ValidationError("--shape goes with exactly one layer, loss or regularizer.")
  }
}

/// A shape such as "2x3x9x4", or as reports write it, "2×3×9×4" and "[2, 3, 9, 4]", of at most one million
/// elements.
private func parseShape(_ text: String) throws -> Shape {
  var list = text.lowercased()[...]
  if list.hasPrefix("["), list.hasSuffix("]"), list.count > 1 {
    list = list.dropFirst().dropLast()
  }
  let parts = list.split(omittingEmptySubsequences: false, whereSeparator: { "x×,".contains($0) })
    .map { $0.drop(while: \.isWhitespace) }
  let extents = parts.compactMap { Int($0) }
  guard extents.count == parts.count, extents.allSatisfy({ $0 > 0 }) else {
    throw ValidationError("A shape is positive numbers joined by x, such as 2x3x9x4.")
  }
  var count = 1
  for extent in extents {
    let (product, overflow) = count.multipliedReportingOverflow(by: extent)
    guard !overflow, product <= 1_000_000 else {
      throw ValidationError("A shape may have at most one million elements.")
    }
    count = product
  }
  return Shape(extents)
}
