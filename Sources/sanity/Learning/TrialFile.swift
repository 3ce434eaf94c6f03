import Commands
import Foundation
import Tensors
import Training

/// The finished trials of a search as JSON lines: its settings, then a trial a line.
///
/// It is replaced as a whole after each trial, so that whoever reads it sees whole lines.
struct TrialFile: Sendable {
  let path: String
  private var lines: [Data] = []

  /// More is no file of trials.
  private static let longest = 100 << 20

  init(_ path: String) { self.path = path }

  /// The trials of an earlier run, none where there is no file yet.
  ///
  /// - Throws: a ``BadData`` where it is no such file, or that of another search.
  mutating func read(_ settings: SearchSettings) throws -> [SearchTrial] {
    let header = try TrialFile.encoder.encode(settings)
    guard FileManager.default.fileExists(atPath: path) else {
      lines = [header]
      return []
    }
    let contents = try contents()
    guard !contents.isEmpty else {
      lines = [header]
      return []
    }
    var parts = contents.split(separator: UInt8(ascii: "\n"))
    // What was cut off is not a trial.
    if contents.last != UInt8(ascii: "\n"), parts.count > 1 { parts.removeLast() }
    guard let first = parts.first,
      let own = try? TrialFile.decoder.decode(SearchSettings.self, from: first)
    else { throw BadData(path, "line 1 is not the settings of a search") }
    guard own == settings else {
      throw BadData(
        path,
        "holds the trials of a search with other settings; give it the same options, or "
          + "name another file")
    }
    lines = [header]
    return try parts.dropFirst().enumerated().map { number, part in
      guard let trial = try? TrialFile.decoder.decode(SearchTrial.self, from: part) else {
        throw BadData(path, "line \(number + 2) is no trial")
      }
      lines.append(part)
      return trial
    }
  }

  mutating func add(_ trial: SearchTrial) throws {
    lines.append(try TrialFile.encoder.encode(trial))
    try OutputFile(path).write(Data(lines.flatMap { $0 + Data("\n".utf8) }))
  }

  private func contents() throws(BadData) -> Data {
    do {
      let descriptor = try Descriptor(path, O_RDONLY)
      defer { descriptor.close() }
      guard !descriptor.isDevice else { throw BadData(path, "is a device") }
      var contents = Data()
      while contents.count <= TrialFile.longest, let part = try descriptor.next() {
        contents += part
      }
      guard contents.count <= TrialFile.longest else {
        throw BadData(path, "is too large for a file of trials")
      }
      return contents
    } catch let error as BadData {
      throw error
    } catch {
      throw BadData(path, "cannot be read: \(error)")
    }
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }
}
