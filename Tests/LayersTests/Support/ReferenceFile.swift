import Foundation

/// A file of golden values: where they come from, and the cases.
struct ReferenceFile<Case: Decodable>: Decodable {
  let source: String
  let cases: [Case]

  /// The file of this name in the package's `Fixtures`.
  static func named(_ name: String) throws -> ReferenceFile {
    let folder = URL(filePath: #filePath)
      .deletingLastPathComponent()  // Support
      .deletingLastPathComponent()  // LayersTests
      .deletingLastPathComponent()  // Tests
      .deletingLastPathComponent()
      .appending(path: "Fixtures")
    let data = try Data(contentsOf: folder.appending(path: name))
    return try JSONDecoder().decode(ReferenceFile.self, from: data)
  }
}

/// A case of a file that holds both layers and losses.
enum ReferenceCase: Decodable {
  case layer(LayerCase)
  case loss(LossCase)

  private enum Key: CodingKey { case layer }

  init(from decoder: any Decoder) throws {
    let isLayer = try decoder.container(keyedBy: Key.self).contains(.layer)
    self = isLayer ? .layer(try LayerCase(from: decoder)) : .loss(try LossCase(from: decoder))
  }
}
