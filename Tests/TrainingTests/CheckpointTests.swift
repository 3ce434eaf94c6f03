import Foundation
import GSL
import Layers
import NamedTensors
import Tensors
import Testing
import Training

@Suite struct CheckpointTests {
  private typealias Run = TrainingRun<Stack<Double>, SoftmaxCrossEntropy<Double>>

  private func run(_ optimizer: OptimizerName, seed: UInt64 = 5, epochs: Int = 4) -> Run {
    let problem = SmallProblem.problem(seed)
    var loop = problem.loop(
      optimizer.optimizer(learningRate: 0.02), regularizer: L2(0.01, .half), key: RandomKey(seed))
    loop.schedule = .warmUp(steps: 5, then: .cosine(period: 20))
    return Run(problem, loop, epochs: epochs)
  }

  private func file(_ name: String) throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.appending(path: name)
  }

  /// Every optimizer remembers something else.
  @Test(arguments: OptimizerName.allCases, ["safetensors", "npz"])
  func `a training goes on to the same bits`(optimizer: OptimizerName, format: String) throws {
    var (whole, first, second) = (run(optimizer), run(optimizer), run(optimizer))
    let file = try file("last.\(format)")
    defer { try? FileManager.default.removeItem(at: file.deletingLastPathComponent()) }
    // In the middle of the second epoch of six steps.
    for _ in 0..<8 { try first.step() }
    try first.checkpoint.write(to: file.path)
    // What a run has done before it is restored does not count.
    for _ in 0..<3 { try second.step() }
    try second.restore(from: Checkpoint(file: file.path))
    while whole.ending == nil { try whole.step() }
    while second.ending == nil { try second.step() }
    #expect(whole.loop.steps == 24 && second.loop.steps == 24)
    #expect(second.checkpoint == whole.checkpoint)
    #expect(second.record == whole.record)
  }

  @Test func `another key is another training`() throws {
    var (one, other) = (run(.sgd), run(.sgd, seed: 6))
    for _ in 0..<3 {
      try one.step()
      try other.step()
    }
    #expect(one.checkpoint != other.checkpoint)
  }

  @Test func `what is written can be read elsewhere by its names`() throws {
    var run = run(.momentum)
    try run.step()
    let file = try file("last.safetensors")
    defer { try? FileManager.default.removeItem(at: file.deletingLastPathComponent()) }
    try run.checkpoint.write(to: file.path)
    let tensors = try Safetensors.read(file.path)
    let weight: Tensor<Double> = try tensors.tensor("parameters.fc1.weight", shape: [12, 5])
    #expect(weight == run.loop.network.parameters["fc1.weight"])
    #expect(tensors.names.contains("state.norm.running_mean"))
    #expect(tensors.names.contains("optimizer.velocity.fc2.bias"))
    #expect(try tensors.integers("loop.steps") == [1])
  }

  @Test(arguments: ["safetensors", "npz"])
  func `a file that was cut off or changed is refused`(format: String) throws {
    var run = run(.adam)
    for _ in 0..<2 { try run.step() }
    let file = try file("last.\(format)")
    defer { try? FileManager.default.removeItem(at: file.deletingLastPathComponent()) }
    try run.checkpoint.write(to: file.path)
    let whole = try Data(contentsOf: file)
    let expected = run.checkpoint
    try #expect(Checkpoint(file: file.path) == expected)
    let generator = RandomGenerator(seed: 3)
    for number in 0..<150 {
      var bytes = whole
      if number.isMultiple(of: 3) {
        bytes = bytes.prefix(generator.integer(below: whole.count))
      } else {
        bytes[generator.integer(below: whole.count)] ^= UInt8(1 << generator.integer(below: 8))
      }
      try bytes.write(to: file)
      // Padding, the order of names and the times of a zip archive may change without anything being lost.
      if let read = try? Checkpoint(file: file.path) { #expect(read == expected) }
    }
    // Weights, bit by bit.
    let weight = try #require(expected.tensors["parameters.fc1.weight"]).bytes
    let place = try #require(whole.firstRange(of: Data(weight)))
    for offset in [0, 7, weight.count - 1] {
      var bytes = whole
      bytes[place.lowerBound + offset] ^= 1
      try bytes.write(to: file)
      #expect(throws: InputError.self) { try Checkpoint(file: file.path) }
    }
  }

  @Test func `a checkpoint of something else changes nothing`() throws {
    var run = run(.adam)
    for _ in 0..<2 { try run.step() }
    let before = run.checkpoint
    func refuses(_ change: (inout Checkpoint) -> Void) {
      var other = before
      change(&other)
      #expect(throws: InputError.self) { try run.restore(from: other) }
      #expect(run.checkpoint == before)
    }
    refuses { $0.tensors["parameters.fc1.weight"] = nil }
    refuses { $0.tensors["parameters.fc1.weight"] = TensorData(Tensor<Double>([5, 12])) }
    refuses { $0.tensors["parameters.fc1.weight"] = TensorData(Tensor<Float>([12, 5])) }
    refuses { $0.tensors["parameters.fc9.weight"] = TensorData(Tensor<Double>([2])) }
    refuses { $0.tensors["state.norm.running_mean"] = nil }
    refuses { $0.tensors["optimizer.velocity.fc1.weight"] = TensorData(Tensor<Double>([12, 5])) }
    refuses { $0.tensors["loop.key"] = nil }
    refuses { $0.set("loop.steps", to: -1) }
    refuses { $0.set("loop.steps", to: 7) }
    refuses { $0.set("record.losses", to: []) }
  }

  @Test func `training stops when validation gets no better`() throws {
    var run = run(.adam, epochs: 200)
    run.patience = 3
    while run.ending == nil { try run.step() }
    #expect(run.ending == .stoppedEarly)
    let best = try #require(run.record.bestEpoch)
    #expect(run.record.judgments.count == best + 4)
    let losses = run.record.judgments.map(\.loss)
    #expect(losses.dropFirst(best + 1).allSatisfy { $0 >= losses[best] })

    let problem = SmallProblem.problem()
    var broken = Run(
      problem, problem.loop(SGD(learningRate: 1e200), key: RandomKey(1)), epochs: 3)
    while broken.ending == nil { try broken.step() }
    #expect(broken.ending == .diverged)
  }

  @Test func `every example comes once an epoch, in another order each`() {
    let source = BatchSource<[Int], Int>(shuffling: 10, by: 3, key: RandomKey(1)) { places, _ in
      (places, 0)
    }
    #expect(source.perEpoch == 3)
    let epochs = (0..<2).map { epoch in (0..<3).flatMap { source[3 * epoch + $0].input } }
    for epoch in epochs { #expect(Set(epoch).count == 9) }
    #expect(epochs[0] != epochs[1])
    #expect(source[4].input == source[4].input)
    let all = BatchSource<[Int], Int>(inOrder: 7, by: 3) { ($0, 0) }
    #expect((0..<all.perEpoch).flatMap { all[$0].input } == Array(0..<7))
  }
}
