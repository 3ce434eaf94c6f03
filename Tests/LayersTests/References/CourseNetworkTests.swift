import Layers
import Tensors
import Testing

/// What the CS231n assignments print of small networks and of dropout; `Tests/References/course_networks.py` says for what.
@Suite struct CourseNetworkTests {
  private typealias Case = CourseConstantsTests.Case

  private let context = ForwardContext(.training)

  private func expect(_ value: Double, _ name: String, of own: Case, at place: Int = 0) throws {
    let printed = try #require(own.expected[name]).tensor[place]
    #expect(abs(value - printed) <= own.tolerance, "\(own.name), \(name): \(value), not \(printed)")
  }

  /// A linear layer of the course's weights [D, H].
  private func linear(_ weight: Tensor<Double>, _ bias: Tensor<Double>? = nil) -> Linear<Double> {
    Linear(weight: weight.transposed(), bias: bias ?? Tensor([weight.shape[1]]))
  }

  @Test(arguments: [("two layers", L2<Double>(1, .half)), ("two layers, drawn", L2(0.05, .full))])
  func `scores, loss and penalty of two layers`(name: String, penalty: L2<Double>) throws {
    let own = try CourseConstantsTests.named(name)
    let network = Stack<Double>([
      .init("first", linear(own["W1"], own["b1"])), .init("relu", ReLU()),
      .init("second", linear(own["W2"], own["b2"])),
    ])
    let scores = try network.forward(own["x"], in: context).output
    for place in 0..<scores.count { try expect(scores[place], "scores", of: own, at: place) }
    let labels = own["y"].elements.map { Int($0) }
    let loss = try SoftmaxCrossEntropy<Double>().forward(scores, target: labels).value
    if own.expected["loss"] != nil { try expect(loss, "loss", of: own) }
    let penalties = penalty.value(of: own["W1"]) + penalty.value(of: own["W2"])
    try expect(loss + penalties, "with L2", of: own)
  }

  @Test func `losses of small scores`() throws {
    let own = try CourseConstantsTests.named("small scores")
    var generator = NumPyGenerator(seed: 231)
    let scores = generator.normals([50, 10]).map { 0.001 * $0 }
    let labels = generator.labels(50, of: 10)
    try expect(Hinge<Double>().forward(scores, target: labels).value, "hinge", of: own)
    try expect(
      SoftmaxCrossEntropy<Double>().forward(scores, target: labels).value, "softmax", of: own)
  }

  @Test func `means of dropout`() throws {
    let own = try CourseConstantsTests.named("dropout")
    var generator = NumPyGenerator(seed: 231)
    let x = generator.normals([500, 500]).map { $0 + 10 }
    func mean(_ tensor: Tensor<Double>) -> Double { tensor.sum { $0 } / Double(tensor.count) }
    try expect(mean(x), "input", of: own)
    for keep in [0.25, 0.4, 0.7] {
      let layer = Dropout(rate: 1 - keep, mask: generator.mask(x.shape, keeping: keep))
      let y = try layer.forward(x, in: context).output
      try expect(mean(y), "output, \(keep)", of: own)
      try expect(y.sum { $0 == 0 ? 1 : 0 } / Double(y.count), "zeros, \(keep)", of: own)
      #expect(try layer.forward(x, in: ForwardContext(.inference)).output == x)
    }
  }

  @Test func `the loss of a network with dropout`() throws {
    let own = try CourseConstantsTests.named("dropout between layers")
    var generator = NumPyGenerator(seed: 231)
    let (x, labels) = (generator.normals([2, 15]), generator.labels(2, of: 10))
    for (place, keep) in [1, 0.75, 0.5].enumerated() {
      let weights = [[15, 20], [20, 30], [30, 10]].map { (shape: Shape) in
        generator.normals(shape).map { 0.05 * $0 }
      }
      var members: [Stack<Double>.Member] = []
      for (position, weight) in weights.enumerated() {
        members.append(.init("linear\(position)", linear(weight)))
        guard position < 2 else { continue }
        members.append(.init("relu\(position)", ReLU()))
        guard keep < 1 else { continue }
        // The course draws every mask from this seed anew.
        generator = NumPyGenerator(seed: 123)
        let mask = generator.mask([2, weight.shape[1]], keeping: keep)
        members.append(.init("dropout\(position)", Dropout(rate: 1 - keep, mask: mask)))
      }
      let scores = try Stack<Double>(members).forward(x, in: context).output
      try expect(
        SoftmaxCrossEntropy<Double>().forward(scores, target: labels).value, "losses", of: own,
        at: place)
    }
  }

  @Test func `positional encoding, and dropout after it`() throws {
    let own = try CourseConstantsTests.named("positional encoding")
    let encoded = try PositionalEncoding().forward(own["x"], in: context).output
    let y = try Dropout(rate: 0.1, mask: own["mask"]).forward(encoded, in: context).output
    for place in 0..<y.count { try expect(y[place], "y", of: own, at: place) }
  }
}
