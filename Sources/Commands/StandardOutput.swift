import Foundation

/// Where a command's results go that are not asked for in a file.
package enum StandardOutput {
  /// Writes all of the data.
  ///
  /// - Throws: where it is full or closed.
  package static func write(_ data: Data) throws {
    do {
      try Descriptor.standardOutput.write(data)
    } catch {
      throw WritingError("standard output", "\(error)")
    }
  }
}
