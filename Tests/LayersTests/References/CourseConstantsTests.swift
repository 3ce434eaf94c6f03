import Foundation
import Layers
import Tensors
import Testing

/// Layers give what the CS231n assignments print; `Tests/References/course.py` says for what.
@Suite struct CourseConstantsTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let source: String
    let inputs: [String: Numbers]
    let expected: [String: Numbers]
    let tolerance: Double

    var testDescription: String { name }

    subscript(name: String) -> Tensor<Double> { inputs[name]!.tensor }
  }

  /// Numbers one by one, or evenly spaced.
  struct Numbers: Decodable, Sendable {
    let shape: [Int]
    let values: [Double]?
    let from, to: Double?

    var tensor: Tensor<Double> {
      let shape = Shape(shape)
      if let values { return Tensor(shape, values) }
      let step = (to! - from!) / Double(shape.count - 1)
      return Tensor(shape, (0..<shape.count).map { from! + Double($0) * step })
    }
  }

  private struct File: Decodable {
    let cases: [Case]
  }

  static func named(_ name: String) throws -> Case {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let data = try Data(contentsOf: root.appending(path: "Fixtures/course-constants.json"))
    let cases = try JSONDecoder().decode(File.self, from: data).cases
    return try #require(cases.first { $0.name == name })
  }

  private func expect(_ tensor: Tensor<Double>, _ name: String, of own: Case) throws {
    let expected = try #require(own.expected[name]).tensor
    #expect(tensor.count == expected.count)
    for (ours, theirs) in zip(tensor.elements, expected.elements) {
      #expect(abs(ours - theirs) <= own.tolerance, "\(own.name), \(name): \(ours), not \(theirs)")
    }
  }

  private let context = ForwardContext(.training)

  @Test func `affine, relu, convolution and max pool`() throws {
    var own = try Self.named("affine")
    let linear = Linear(weight: own["w"].transposed(), bias: own["b"])
    try expect(linear.forward(own["x"].reshaped([2, 120]), in: context).output, "y", of: own)
    own = try Self.named("relu")
    try expect(ReLU().forward(own["x"], in: context).output, "y", of: own)
    own = try Self.named("convolution, stride 2, padding 1")
    let convolution = Conv2D(weight: own["w"], bias: own["b"], stride: 2, padding: 1)
    try expect(convolution.forward(own["x"], in: context).output, "y", of: own)
    own = try Self.named("max pool 2×2")
    try expect(MaxPool2D(kernel: 2).forward(own["x"], in: context).output, "y", of: own)
  }

  /// The course's weights [D, G·H] as ours, its blocks of gates in this order.
  private func recurrent<Cell: RecurrentCell<Double>>(
    _ cell: Cell.Type, _ own: Case, gates: [Int]
  ) -> StatefulRecurrent<Cell> {
    let units = own["Wh"].shape[0]
    func ours(_ weight: Tensor<Double>) -> Tensor<Double> {
      Tensor(
        concatenating: gates.map {
          weight.transposed().slice($0 * units..<($0 + 1) * units, along: 0)
        }, along: 0)
    }
    let bias = own["b"]
    return StatefulRecurrent(
      Recurrent<Cell>(
        inputWeight: ours(own["Wx"]), recurrentWeight: ours(own["Wh"]),
        inputBias: Tensor(
          bias.shape, gates.flatMap { bias.elements[$0 * units..<($0 + 1) * units] }),
        recurrentBias: Tensor(bias.shape)))
  }

  private func steps(_ x: Tensor<Double>) -> Tensor<Double> {
    x.shape.rank == 3 ? x : x.reshaped([x.shape[0], 1, x.shape[1]])
  }

  @Test(arguments: ["RNN step", "RNN over a sequence"])
  func rnn(name: String) throws {
    let own = try Self.named(name)
    let layer = recurrent(RNNCell<Double>.self, own, gates: [0])
    let input = RecurrentSequence(steps(own["x"]), states: [own["h"]])
    try expect(layer.forward(input, in: context).output.sequence, "h", of: own)
  }

  /// i, f, o, g as i, f, g, o.
  private let gates = [0, 1, 3, 2]

  @Test(arguments: ["LSTM step", "LSTM over a sequence"])
  func lstm(name: String) throws {
    let own = try Self.named(name)
    let layer = recurrent(LSTMCell<Double>.self, own, gates: gates)
    let cell = own.inputs["c"]?.tensor ?? Tensor(own["h"].shape)
    let input = RecurrentSequence(steps(own["x"]), states: [own["h"], cell])
    let output = try layer.forward(input, in: context).output
    try expect(output.sequence, "h", of: own)
    if own.expected["c"] != nil { try expect(output.states[1], "c", of: own) }
  }

  private func tokens(_ numbers: Tensor<Double>) -> Tokens<Double> {
    Tokens(numbers.shape, numbers.elements.map { Int($0) })
  }

  @Test func `word embedding`() throws {
    let own = try Self.named("word embedding")
    let output = try Embedding(weight: own["W"]).forward(tokens(own["tokens"]), in: context).output
    try expect(output, "y", of: own)
  }

  @Test(arguments: ["captioning, RNN", "captioning, LSTM"])
  func `the loss of the captioning network`(name: String) throws {
    let own = try Self.named(name)
    let captions = own["captions"]
    let last = captions.shape[1] - 1
    let projection = Linear(weight: own["W_proj"].transposed(), bias: own["b_proj"])
    let first = try projection.forward(own["features"], in: context).output
    let words = try Embedding(weight: own["W_embed"]).forward(
      tokens(captions.slice(0..<last, along: 1)), in: context
    ).output
    let hidden =
      name.hasSuffix("LSTM")
      ? try recurrent(LSTMCell<Double>.self, own, gates: gates).forward(
        RecurrentSequence(words, states: [first, Tensor(first.shape)]), in: context
      ).output.sequence
      : try recurrent(RNNCell<Double>.self, own, gates: [0]).forward(
        RecurrentSequence(words, states: [first]), in: context
      ).output.sequence
    let scores = try Linear(weight: own["W_vocab"].transposed(), bias: own["b_vocab"])
      .forward(Rows().forward(hidden, in: context).output, in: context).output
    // 0 is no word. The course sums over words, and takes the mean over samples.
    let labels = captions.slice(1..<last + 1, along: 1).elements.map { Int($0) }
    let loss = try SoftmaxCrossEntropy<Double>(ignoring: 0, reduction: .sum)
      .forward(scores, target: labels).value
    try expect(Tensor(scalar: loss / Double(captions.shape[0])), "loss", of: own)
  }

  @Test(arguments: ["self", "masked", "cross"])
  func `multi-head attention, with what dropout left of its weights`(name: String) throws {
    let own = try Self.named("multi-head attention")
    func linear(_ name: String, scaledBy scale: Double = 1) -> Linear<Double> {
      Linear(weight: own["\(name).weight"].map { scale * $0 }, bias: own["\(name).bias"])
    }
    let (data, source, flags) = (own["data"], own[name == "cross" ? "other" : "data"], own["mask"])
    let mask =
      name == "masked" ? AttentionMask<Double>(flags.shape, flags.elements.map { $0 != 0 }) : nil
    let kept = own["kept, \(name)"]

    let value = try linear("value").forward(source, in: context).output
    let weights = try DotProductAttention(heads: 2).forward(
      AttentionInput(
        query: linear("query").forward(data, in: context).output,
        key: linear("key").forward(source, in: context).output, value: value, mask: mask),
      in: context
    ).cache.weights.reshaped([2, 3, 3])
    let heads = try BatchedProduct().forward(
      TensorList([
        Dropout(rate: 0.1, mask: kept).forward(weights, in: context).output,
        Tensor(
          concatenating: (0..<2).map { value.slice(4 * $0..<4 * ($0 + 1), along: 2) }, along: 0),
      ]), in: context
    ).output
    let joined = Tensor(
      concatenating: (0..<2).map { heads.slice($0..<$0 + 1, along: 0) }, along: 2)
    try expect(linear("output").forward(joined, in: context).output, name, of: own)

    // Where nothing was dropped, all is multiplied by 1/0.9, which the last weights may do as well.
    let whole = try MultiHeadAttention(
      query: linear("query"), key: linear("key"), value: linear("value"),
      output: linear("output", scaledBy: 1 / 0.9), heads: 2
    ).forward(
      AttentionInput(query: data, key: source, value: source, mask: mask), in: context
    ).output
    let printed = try #require(own.expected[name]).tensor
    let rows = (0..<3).filter { row in
      (0..<6).allSatisfy { kept[$0 / 3 * 9 + row * 3 + $0 % 3] != 0 }
    }
    #expect(rows.count == ["self": 1, "masked": 2, "cross": 3][name])
    for i in rows.flatMap({ 8 * $0..<8 * ($0 + 1) }) {
      #expect(abs(whole[i] - printed[i]) <= own.tolerance)
    }
  }
}
