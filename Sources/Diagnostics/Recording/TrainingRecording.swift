import Foundation

/// Reads and writes a training run as JSON lines: one object a line, the header first, then a
/// ``TrainingStep`` a line, its keys those of the Swift properties.
///
///     {"schema": 1, "kind": "training-run", "optimizer": "SGD"}
///     {"loss": 2.31, "samples": 32, "learningRate": 0.1, "parameters": [{"name": "fc1.weight",
///       "shape": [64, 20], "norm": 11.3, "gradientNorm": 0.8, "updateNorm": 0.08}]}        (on one line)
///
/// Of a step only the loss has to be there, of a tensor its name and three norms, of a layer its name, mean and
/// standard deviation. Keys that are not known are ignored; the header may be missing. Numbers that are not
/// finite are "nan", "inf" and "-inf", or bare `NaN`, `Infinity` and `-Infinity` as Python writes them.
public struct TrainingRecording: Sendable {
  /// What a line may hold at most.
  public static let longestLine = 16 << 20
  static let mostLayers = 20_000
  static let mostParameters = 100_000
  static let mostUnits = 1_000_000
  static let longestName = 300

  /// The header, once it has been read; that of an untold run where there is none.
  public private(set) var header = RecordingHeader()
  /// The number of lines read.
  public private(set) var lines = 0
  private var hasSteps = false

  public init() {}

  /// The step that a line holds; nil for the header and for a line of spaces.
  ///
  /// - Throws: ``RecordingError`` where it holds something else.
  public mutating func step(fromLine line: Data) throws(RecordingError) -> TrainingStep? {
    lines += 1
    guard line.count <= TrainingRecording.longestLine else {
      throw error("longer than \(TrainingRecording.longestLine >> 20) MB; a step has one line")
    }
    guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { return nil }
    if !hasSteps, let header = try header(from: line) {
      self.header = header
      return nil
    }
    let step: TrainingStep = try decode(line)
    try validate(step)
    hasSteps = true
    return step
  }

  /// A step as a line, with a newline at the end.
  public static func line(_ step: TrainingStep) -> Data { encode(step) }

  /// A header as a line, with a newline at the end.
  public static func line(_ header: RecordingHeader) -> Data { encode(header) }

  // MARK: - Details

  private func error(_ reason: String) -> RecordingError {
    RecordingError(line: lines, reason: reason)
  }

  private struct Version: Decodable {
    let schema: Int?
    let kind: String?
  }

  private func header(from line: Data) throws(RecordingError) -> RecordingHeader? {
    let version: Version = try decode(line)
    guard let schema = version.schema else { return nil }
    guard version.kind == RecordingHeader.kind else {
      throw error(
        "kind is \"\(RecordingHeader.kind)\" for a recording, not \"\(version.kind ?? "")\"")
    }
    guard (1...RecordingHeader.schema).contains(schema) else {
      throw error("schema \(schema) is not known here; this reads up to \(RecordingHeader.schema)")
    }
    let header: RecordingHeader = try decode(line)
    try validate(name: header.optimizer ?? "")
    return header
  }

  /// A name goes to a terminal.
  private func validate(name: String) throws(RecordingError) {
    guard name.utf8.count <= TrainingRecording.longestName else {
      throw error("a name of more than 300 bytes")
    }
    guard
      name.unicodeScalars.allSatisfy({
        $0.properties.generalCategory != .control && $0.properties.generalCategory != .format
      })
    else {
      throw error("a name with characters that control a terminal")
    }
  }

  private func validate(_ step: TrainingStep) throws(RecordingError) {
    guard step.samples > 0, step.samples <= 1 << 31 else {
      throw error("samples is a number from 1 up, not \(step.samples)")
    }
    guard step.layers.count <= TrainingRecording.mostLayers,
      step.parameters.count <= TrainingRecording.mostParameters
    else { throw error("more than \(TrainingRecording.mostParameters) tensors or layers") }
    for layer in step.layers { try validate(name: layer.name) }
    for parameter in step.parameters {
      try validate(name: parameter.name)
      guard parameter.norm.isNaN || parameter.norm >= 0, !(parameter.gradientNorm < 0),
        !(parameter.updateNorm < 0)
      else {
        throw error("a norm of \(parameter.name) is negative")
      }
      guard parameter.count ?? 1 >= 0, parameter.fanIn ?? 1 >= 0 else {
        throw error("a size of \(parameter.name) is negative")
      }
    }
    let objectives =
      [step.objective].compactMap { $0 } + (step.objectives ?? [])
      + (step.inferenceObjectives ?? [])
    guard objectives.count <= TrainingRecording.mostLayers else {
      throw error("more than \(TrainingRecording.mostLayers) objectives")
    }
    for objective in objectives {
      try validate(name: objective.name)
      try validate(name: objective.reduction ?? "")
      let counts = objective.labelCounts ?? []
      guard counts.count <= TrainingRecording.mostUnits,
        counts.allSatisfy({ (0...1 << 40).contains($0) })
      else {
        throw error("labelCounts are numbers from 0 up, one a class")
      }
    }
  }

  private func decode<Value: Decodable>(_ line: Data) throws(RecordingError) -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try decoder.decode(Value.self, from: line.withQuotedNonNumbers())
    } catch let DecodingError.keyNotFound(key, context) {
      throw error("\"\(key.stringValue)\" is missing\(place(context))")
    } catch let DecodingError.typeMismatch(_, context) {
      throw error("\(path(context)) is of another kind than expected")
    } catch let DecodingError.valueNotFound(_, context) {
      throw error("\(path(context)) is null")
    } catch let DecodingError.dataCorrupted(context) where !context.codingPath.isEmpty {
      throw error("\(path(context)) is not what it should be")
    } catch {
      throw self.error("not a JSON object on one line")
    }
  }

  private func path(_ context: DecodingError.Context) -> String {
    let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }
      .joined()
    return path.isEmpty ? "the line" : String(path.drop { $0 == "." })
  }

  private func place(_ context: DecodingError.Context) -> String {
    context.codingPath.isEmpty ? "" : " in \(path(context))"
  }

  private static func encode(_ value: some Encodable) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    // Every value is encodable.
    return ((try? encoder.encode(value)) ?? Data("{}".utf8)) + Data("\n".utf8)
  }
}

extension Data {
  /// The same with `NaN`, `Infinity` and `-Infinity` outside of strings quoted.
  fileprivate func withQuotedNonNumbers() -> Data {
    // Neither letter begins anything else outside of a string in JSON.
    guard contains(UInt8(ascii: "N")) || contains(UInt8(ascii: "I")) else { return self }
    let words: [(Data, Data)] = [("NaN", "nan"), ("-Infinity", "-inf"), ("Infinity", "inf")].map {
      (Data($0.utf8), Data("\"\($1)\"".utf8))
    }
    var result = Data(capacity: count + 64)
    var isInString = false
    var position = startIndex
    while position < endIndex {
      let byte = self[position]
      if isInString {
        if byte == UInt8(ascii: "\\"), position + 1 < endIndex {
          result.append(byte)
          position += 1
          result.append(self[position])
          position += 1
          continue
        }
        isInString = byte != UInt8(ascii: "\"")
      } else if byte == UInt8(ascii: "\"") {
        isInString = true
      } else if let (word, quoted) = words.first(where: { self[position...].starts(with: $0.0) }) {
        result.append(quoted)
        position += word.count
        continue
      }
      result.append(byte)
      position += 1
    }
    return result
  }
}
