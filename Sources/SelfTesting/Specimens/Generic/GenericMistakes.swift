import GSL
import GradientChecking
import LayerChecking
import Layers

extension Specimen {
  /// Every block of every case of the command's catalogue with its gradient doubled, to be diluted; of a network of
  /// many blocks every few of them.
  static func doubled() throws -> [Specimen] {
    let entries: [any CatalogueEntry] =
      LayerName.single + LossName.allCases + RegularizerName.allCases
    return try entries.flatMap { entry in
      try entry.subjects(seed: 5).flatMap { subject in
        let count = subject.map.variables.count
        return stride(from: 0, to: count, by: 1 + count / 16).compactMap { block in
          try? doubled(block, of: subject, in: entry.rawValue)
        }
      }
    }
  }

  private static func doubled(
    _ block: Int, of subject: CheckSubject, in entry: String
  ) throws -> Specimen? {
    let map = subject.map
    let name = map.variables[block].name
    let point = Point(map.variables.map(\.values))
    let outputs = try map.evaluate(at: point).output.count
    let cotangent = RandomGenerator(seed: 17).normals(outputs)
    let gradient = try map.pullback(of: cotangent, at: point)
    // The bias in front of a batch norm has no gradient to double but rounding.
    let largest = gradient.blocks.joined().reduce(0) { max($0, $1.magnitude) }
    guard gradient[block].contains(where: { $0.magnitude > 1e-9 * largest }) else { return nil }
    var specimen = Specimen(
      subject: entry, title: "\(name) of \(subject.title) doubled", mistake: .scale(2), threads: [],
      culprits: [name], right: map,
      wrong: { AlteredMap(base: map, block: block, factor: 2) }, isDilutable: true)
    specimen.isGenerated = true
    return specimen
  }
}
