import Foundation
import GradientChecking

/// A function that lives in another program, over the protocol that this module documents.
///
///     let program = ForeignProgram(["python3", "softplus.py"])
///     defer { program.end() }
///     let report = try GradientChecker().check(ForeignMap(program), named: "softplus")
public struct ForeignMap: DifferentiableMap {
  private let program: ForeignProgram
  private let description: ForeignDescription
  /// Whether each thread gets an instance of the program; else one answers all.
  public let allowsConcurrentEvaluation: Bool

  /// Starts the program and asks what its function is.
  ///
  /// - Parameters:
  ///   - seed: From which values are drawn that the program leaves open.
  ///   - isConcurrent: Whether to start an instance of the program a thread.
  /// - Throws: a ``ForeignFault``.
  public init(_ program: ForeignProgram, seed: UInt64 = 0, isConcurrent: Bool = false) throws {
    self.program = program
    allowsConcurrentEvaluation = isConcurrent
    let (answer, payload) = try program.ask(
      #"{"call":"describe","protocol":\#(ForeignDescription.protocolVersion)}"#, numbers: nil,
      for: "a description of its function")
    if let error = answer.error { throw ForeignFault("the program refuses to begin: \(error)") }
    description = try ForeignDescription(
      answer, numbers: answer.bytes == nil ? nil : try ForeignMap.numbers(payload), seed: seed)
  }

  public var variables: [Variable] { description.variables }
  public var outputShape: [Int]? { description.outputShape }
  public var precision: Precision { description.precision }

  /// What the program calls its function, with the shapes it is checked at: "softplus on x [3]".
  public var title: String {
    let blocks = description.variables.map { "\($0.name) \($0.shape)" }
    return
      "\(description.name) on \(blocks.prefix(8).joined(separator: ", "))\(blocks.count > 8 ? ", …" : "")"
  }

  /// What is worth knowing of how the program did.
  public var warnings: [String] {
    let deaths = program.deaths
    guard let first = deaths.first else { return [] }
    return [
      first
        + (deaths.count > 1
          ? ", and \(deaths.count - 1) more times; each time it was started anew"
          : "; it was started anew")
    ]
  }

  public func evaluate(at point: Point) throws -> Evaluation {
    Evaluation(try values(at: [point])[0].get())
  }

  public func pullback(of cotangent: [Double], at point: Point) throws -> Point {
    let flat = try ask(
      "pullback", points: 1, point.blocks.joined() + cotangent, answer: description.size,
      for: "the pullback of a cotangent")
    var gradient = Point(variables.map { _ in [] })
    var start = 0
    for (position, variable) in variables.enumerated() {
      let end = start + variable.values.count
      gradient[position] = Array(flat[start..<end])
      start = end
    }
    return gradient
  }

  public func neighborhood(of point: Point) throws -> any Neighborhood {
    ForeignNeighborhood(of: point, map: self)
  }

  // MARK: - Calls

  /// The points that go into one question.
  var stackSize: Int {
    max(1, min(64, ForeignMap.largestQuestion / max(1, description.size, description.outputs)))
  }

  private static let largestQuestion = 1 << 16

  /// The outputs at each of some points; what a program refuses, it refuses by itself.
  func values(at points: [Point]) throws -> [Result<[Double], ForeignRefusal>] {
    do {
      let flat = try ask(
        "values", points: points.count, points.flatMap { $0.blocks.joined() },
        answer: points.count * description.outputs,
        for: points.count == 1 ? "the value at a point" : "values at \(points.count) points")
      return points.indices.map {
        .success(Array(flat[$0 * description.outputs..<($0 + 1) * description.outputs]))
      }
    } catch let refusal as ForeignRefusal {
      guard points.count > 1 else { return [.failure(refusal)] }
      return try points.map { try values(at: [$0])[0] }
    }
  }

  var undefined: [Double] { [Double](repeating: .nan, count: description.outputs) }

  private func ask(
    _ call: String, points: Int, _ numbers: [Double], answer count: Int, for purpose: String
  ) throws -> [Double] {
    let head = #"{"call":"\#(call)","points":\#(points),"#
    let (answer, payload) =
      switch description.encoding {
      case .text:
        try program.ask(
          head + #""numbers":[\#(numbers.map(\.json).joined(separator: ","))]}"#, points: points,
          numbers: count, for: purpose)
      case .binary:
        try program.ask(
          head + #""bytes":\#(MemoryLayout<Double>.size * numbers.count)}"#,
          ForeignMap.bytes(numbers), points: points, numbers: count, for: purpose)
      }
    if let error = answer.error { throw ForeignRefusal(reason: String(error.prefix(500))) }
    let given =
      try answer.numbers.map { $0.map(\.value) }
      ?? (answer.bytes == nil ? nil : ForeignMap.numbers(payload))
    guard let given else {
      throw ForeignFault(
        "the program's answer, when asked for \(purpose), has neither \"numbers\" nor \"bytes\" nor \"error\""
      )
    }
    guard given.count == count else {
      throw ForeignFault(
        "the program answers with \(given.count) numbers, when asked for \(purpose), expected \(count)"
      )
    }
    return given
  }

  private static func bytes(_ numbers: [Double]) -> [UInt8] {
    numbers.map(\.bitPattern.littleEndian).withUnsafeBytes(Array.init)
  }

  private static func numbers(_ bytes: [UInt8]) throws -> [Double] {
    let size = MemoryLayout<Double>.size
    guard bytes.count % size == 0 else {
      throw ForeignFault(
        "the program's answer has \(bytes.count) bytes, expected \(size) for each number")
    }
    return bytes.withUnsafeBytes { bytes in
      (0..<bytes.count / size).map {
        Double(
          bitPattern: UInt64(
            littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * size, as: UInt64.self)))
      }
    }
  }
}

extension Double {
  /// The number in JSON, to the last bit; a string where JSON has none.
  fileprivate var json: String { isFinite ? description : "\"\(isNaN ? "nan" : description)\"" }
}

/// Asks for many displaced points at once.
struct ForeignNeighborhood: Neighborhood {
  private let map: ForeignMap
  private let base: Point

  init(of point: Point, map: ForeignMap) { (base, self.map) = (point, map) }

  func stackSize(ofVariable position: Int) -> Int { map.stackSize }

  mutating func evaluate(_ displacement: Displacement, step: Double) throws -> Evaluation {
    try evaluate([Move(displacement, by: step)])[0]
  }

  mutating func evaluate(_ moves: [Move]) throws -> [Evaluation] {
    let points = moves.map { move in
      var point = base
      move.displacement.move(&point[move.displacement.variable], by: move.step)
      return point
    }
    return try map.values(at: points).map { result in
      // Where the function is not defined its values are no numbers.
      Evaluation((try? result.get()) ?? map.undefined)
    }
  }
}
