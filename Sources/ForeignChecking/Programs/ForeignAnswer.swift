import Foundation
import GradientChecking

/// A line that a program has answered with, as far as it is one of the protocol.
struct ForeignAnswer: Decodable {
  struct Block: Decodable {
    let name: String
    let shape: [Int]
    let role: Variable.Role?
    let values: [Number]?
  }

  /// A JSON number, or what JSON has no number for as a string or as Python writes it.
  struct Number: Decodable {
    let value: Double

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      do {
        value = try container.decode(Double.self)
      } catch {
        let text = try container.decode(String.self)
        guard ["nan", "inf", "-inf"].contains(text), let number = Double(text) else { throw error }
        value = number
      }
    }
  }

  // To every call.
  let numbers: [Number]?
  let bytes: Int?
  let error: String?

  // To "describe".
  let `protocol`: Int?
  let name: String?
  let blocks: [Block]?
  let outputs: [Int]?
  let precision: Precision?
  let encoding: ForeignDescription.Encoding?

  /// - Throws: a ``ForeignFault`` where the line is something else.
  init(_ line: [UInt8]) throws(ForeignFault) {
    do {
      self = try JSONDecoder().decode(ForeignAnswer.self, from: ForeignAnswer.json(line))
    } catch DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty {
      throw ForeignAnswer.fault(line, context.codingPath)
    } catch DecodingError.keyNotFound(let key, let context) {
      throw ForeignAnswer.fault(line, context.codingPath + [key])
    } catch DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty {
      throw ForeignAnswer.fault(line, context.codingPath)
    } catch {
      throw ForeignFault(
        "the program wrote something else than an answer to its standard output: \(shown(line)). An answer is a "
          + "JSON object on one line; what else there is to say goes to standard error")
    }
  }

  /// The line with NaN and Infinity, which Python writes and JSON does not have, as strings. (Foundation's decoder
  /// of JSON5, which has them, was seen to end the process on what is no JSON5.)
  private static func json(_ line: [UInt8]) -> Data {
    let words: [([UInt8], [UInt8])] = [
      (Array("NaN".utf8), Array("\"nan\"".utf8)),
      (Array("-Infinity".utf8), Array("\"-inf\"".utf8)),
      (Array("Infinity".utf8), Array("\"inf\"".utf8)),
    ]
    guard line.contains(UInt8(ascii: "N")) || line.contains(UInt8(ascii: "I")) else {
      return Data(line)
    }
    var (json, rest, isString) = (Data(), line[...], false)
    while let byte = rest.first {
      if !isString, let (word, string) = words.first(where: { rest.starts(with: $0.0) }) {
        json += string
        rest = rest.dropFirst(word.count)
        continue
      }
      let length = isString && byte == UInt8(ascii: "\\") ? 2 : 1
      if byte == UInt8(ascii: "\"") { isString.toggle() }
      json += rest.prefix(length)
      rest = rest.dropFirst(length)
    }
    return json
  }

  private static func fault(_ line: [UInt8], _ path: [any CodingKey]) -> ForeignFault {
    let place = path.reduce("") { place, key in
      key.intValue.map { "\(place)[\($0)]" }
        ?? (place.isEmpty ? key.stringValue : "\(place).\(key.stringValue)")
    }
    return ForeignFault(
      "\(place) is missing, or not what it should be, in the answer \(shown(line))")
  }
}

/// The beginning of a line that another program wrote, as it can be shown to people.
func shown(_ line: [UInt8]) -> String {
  let limit = 80
  let text = String(decoding: line.prefix(limit), as: UTF8.self).unicodeScalars.map { scalar in
    scalar.properties.generalCategory == .control ? "\u{FFFD}" : String(scalar)
  }.joined()
  return line.isEmpty ? "an empty line" : "'\(text)\(line.count > limit ? "…" : "")'"
}
