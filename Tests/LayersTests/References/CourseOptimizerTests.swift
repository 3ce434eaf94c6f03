import Layers
import Tensors
import Testing
import Training

/// Optimizers make the steps that the CS231n assignments print, and remember what these remember;
/// `Tests/References/course.py` says for what.
@Suite struct CourseOptimizerTests {
  @Test func `a step with momentum`() throws {
    // The notes' velocity holds the rate, and goes where the weights go.
    try expect(
      SGD(learningRate: 1e-3, momentum: 0.9), "momentum", memory: ["velocity": "v"], unit: -1e-3)
  }

  @Test func `a step of RMSProp`() throws {
    try expect(
      RMSProp(learningRate: 1e-2, decay: 0.99, epsilon: 1e-8), "RMSProp",
      memory: ["squares": "cache"])
  }

  @Test func `the sixth step of Adam`() throws {
    var optimizer = Adam<Double>(learningRate: 1e-2)
    var steps = SlotMemory<Double>(ofWhole: true)
    steps.tensors = [Tensor([], [5])]
    optimizer.memory["steps"] = steps
    try expect(optimizer, "Adam, the sixth step", memory: ["means": "m", "squares": "v"])
  }

  /// A step from what the assignment starts with gives what it prints.
  ///
  /// - Parameters:
  ///   - memory: What the assignment calls what the optimizer remembers.
  ///   - unit: The assignment's number for 1 of the optimizer's memory.
  private func expect(
    _ optimizer: some Optimizer<Double>, _ name: String, memory: [String: String],
    unit: Double = 1
  ) throws {
    let own = try CourseConstantsTests.named(name)
    var optimizer = optimizer
    for (ours, theirs) in memory {
      var start = SlotMemory<Double>()
      start.tensors = [try #require(own.inputs[theirs]).tensor.map { $0 / unit }]
      optimizer.memory[ours] = start
    }
    var weights = try #require(own.inputs["w"]).tensor
    optimizer.update(&weights, gradient: try #require(own.inputs["dw"]).tensor)
    var got = ["w": weights]
    for (ours, theirs) in memory {
      got[theirs] = optimizer.memory[ours]?.tensors.first.flatMap { $0 }?.map { $0 * unit }
    }
    #expect(Set(got.keys) == Set(own.expected.keys))
    for (key, expected) in own.expected {
      let (values, expected) = (try #require(got[key]).elements, expected.tensor.elements)
      #expect(values.count == expected.count)
      for (ours, theirs) in zip(values, expected) {
        #expect(abs(ours - theirs) <= own.tolerance, "\(name), \(key): \(ours), not \(theirs)")
      }
    }
  }
}
