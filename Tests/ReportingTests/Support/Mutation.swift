import Foundation
import GSL

/// Small changes of a JSON document, as accidents and people make them.
struct Mutation {
  private let generator: RandomGenerator

  init(seed: UInt64) { generator = RandomGenerator(seed: seed) }

  /// The document with one to three values changed, wherever they are.
  func document(_ json: Data) throws -> Data {
    var value = try JSONSerialization.jsonObject(with: json)
    for _ in 0...generator.integer(below: 3) { value = changed(value) }
    return try JSONSerialization.data(withJSONObject: value)
  }

  /// The text cut off, or with one byte changed.
  func text(_ json: Data) -> Data {
    var json = json
    let place = generator.integer(below: json.count - 1)
    if generator.integer(below: 2) == 0 { return json[..<place] }
    json[place] = UInt8(generator.integer(below: 256))
    return json
  }

  private func one<Element>(of elements: [Element]) -> Element {
    elements[generator.integer(below: elements.count)]
  }

  private func changed(_ value: Any) -> Any {
    switch value {
    case var object as [String: Any] where !object.isEmpty:
      let key = one(of: object.keys.sorted())
      switch generator.integer(below: 40) {
      case 0: object[key] = nil
      case 1: object[key] = one(of: [Int.max, "agree", [], NSNull()] as [Any])
      case 2: object["\(key)s"] = object[key]
      default: object[key] = object[key].map(changed)
      }
      return object
    case var array as [Any] where !array.isEmpty:
      let place = generator.integer(below: array.count)
      switch generator.integer(below: 40) {
      case 0: array.remove(at: place)
      case 1: array.append(array[place])
      case 2: array.reverse()
      case 3: array = []
      default: array[place] = changed(array[place])
      }
      return array
    case let number as NSNumber where isBoolean(number): return !number.boolValue
    case let number as NSNumber:
      return one(
        of: [
          0, 1, -1, 3, 1000, Int.max, Int.min, 0.5, -1e-300, 1e308, "nan", "inf", "-inf",
          number.int64Value &+ 1, number.int64Value &- 1, -number.doubleValue,
          1.1 * number.doubleValue, "number", NSNull(),
        ] as [Any])
    case let text as String:
      return one(
        of: [
          "", "agree", "disagree", "within-noise", "inconclusive", "subgradient", "jump",
          text + " ",
          "nan", String(repeating: "long", count: 1000), 7, NSNull(),
        ] as [Any])
    default: return one(of: [0, "x", [], [:], true] as [Any])
    }
  }

  private func isBoolean(_ number: NSNumber) -> Bool {
    String(cString: number.objCType) == "c"
  }
}
