import Foundation
import GradientChecking

/// What a program tells of its function.
struct ForeignDescription: Sendable, Equatable {
  /// How numbers are sent.
  enum Encoding: String, Sendable, Decodable {
    /// As a list in the line.
    case text
    /// As 8 bytes each behind the line, the least significant first.
    case binary
  }

  static let protocolVersion = 1
  /// More numbers are not taken of a program: half a gigabyte.
  static let mostNumbers = 1 << 26
  private static let longestName = 200

  let name: String
  let variables: [Variable]
  let outputShape: [Int]
  let precision: Precision
  let encoding: Encoding
  /// The number of values of all variables, and of outputs.
  let (size, outputs): (Int, Int)

  /// - Parameters:
  ///   - numbers: The values of all variables where they came behind the line.
  ///   - seed: From which values are drawn that the program leaves open: independent normals.
  /// - Throws: a ``ForeignFault`` where something is missing, too large, or does not fit the rest.
  init(_ answer: ForeignAnswer, numbers: [Double]?, seed: UInt64) throws(ForeignFault) {
    guard let version = answer.protocol else {
      throw ForeignFault("the program's description lacks \"protocol\": 1")
    }
    guard version == ForeignDescription.protocolVersion else {
      throw ForeignFault(
        "the program speaks protocol \(version), this gradcheck \(ForeignDescription.protocolVersion)"
      )
    }
    guard let blocks = answer.blocks, !blocks.isEmpty else {
      throw ForeignFault(
        "the program's description lacks \"blocks\", of which there is at least one")
    }
    guard let outputShape = answer.outputs else {
      throw ForeignFault(
        "the program's description lacks \"outputs\", the shape of what the function returns, [] for one number"
      )
    }
    name = try ForeignDescription.checked(answer.name ?? "the function", "name")
    let outputs = try ForeignDescription.size(outputShape, "outputs")
    var (variables, size) = ([Variable](), 0)
    for (position, block) in blocks.enumerated() {
      let place = "blocks[\(position)]"
      let name = try ForeignDescription.checked(block.name, "\(place).name")
      let count = try ForeignDescription.size(block.shape, "\(place).shape")
      guard size + count <= ForeignDescription.mostNumbers else {
        throw ForeignFault(
          "the blocks have more than \(ForeignDescription.mostNumbers) values: check a smaller case"
        )
      }
      let values: [Double]
      if let numbers {
        guard size + count <= numbers.count else { break }
        values = Array(numbers[size..<size + count])
      } else if let given = block.values {
        values = given.map(\.value)
      } else {
        values = ForeignDescription.drawn(count, seed: seed, block: position)
      }
      guard values.count == count else {
        throw ForeignFault(
          "\(place).values has \(values.count) numbers, and shape \(block.shape) has \(count)")
      }
      guard values.allSatisfy(\.isFinite) else {
        throw ForeignFault("\(place).values has a number that is not finite")
      }
      variables.append(
        Variable(name, shape: block.shape, role: block.role ?? .input, values: values))
      size += count
    }
    guard numbers == nil || numbers?.count == size, variables.count == blocks.count else {
      throw ForeignFault(
        "the description has \(numbers?.count ?? 0) numbers behind it, but the shapes of its blocks have another "
          + "number")
    }
    self.variables = variables
    self.outputShape = outputShape
    self.size = size
    self.outputs = outputs
    precision = answer.precision ?? .double
    encoding = answer.encoding ?? .text
  }

  private static func checked(_ name: String, _ place: String) throws(ForeignFault) -> String {
    let isPlain =
      !name.isEmpty && name.count <= longestName
      && name.unicodeScalars.allSatisfy {
        ![.control, .format, .lineSeparator, .paragraphSeparator].contains(
          $0.properties.generalCategory)
      }
    guard isPlain else {
      throw ForeignFault("\(place) is not a name of up to \(longestName) visible characters")
    }
    return name
  }

  private static func size(_ shape: [Int], _ place: String) throws(ForeignFault) -> Int {
    var size = 1
    for extent in shape {
      let (product, overflows) = size.multipliedReportingOverflow(by: max(0, extent))
      guard extent >= 0, !overflows, product <= mostNumbers, shape.count <= 32 else {
        throw ForeignFault(
          "\(place) is \(shape.prefix(32)), expected extents of 0 or more, of at most \(mostNumbers) numbers in all"
        )
      }
      size = product
    }
    return size
  }

  private static func drawn(_ count: Int, seed: UInt64, block: Int) -> [Double] {
    GradientChecker.cotangent(count, seed: seed &+ 0x9E37_79B9_7F4A_7C15 &* UInt64(block + 1))
  }
}
