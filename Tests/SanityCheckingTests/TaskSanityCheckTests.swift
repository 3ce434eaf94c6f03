import Diagnostics
import GSL
import Layers
import Models
import SanityChecking
import Tensors
import Testing
import Training

@Suite struct TaskSanityCheckTests {
  private func report(
    _ name: TaskName, _ seed: UInt64, rate: Double? = nil
  ) throws -> SanityReport {
    func run(_ task: some LearningTask<Float>) throws -> SanityReport {
      var check = SanityCheck(
        name.rawValue, task, plan: name.plan,
        optimizer: Adam(learningRate: Float(rate ?? name.plan.learningRate)), adaptive: true)
      check.regularizer = L2(5e-4, .half)
      check.seed = seed
      return try check.run()
    }
    return try run(name.task(of: Float.self, from: RandomGenerator(seed: seed)))
  }

  @Test(arguments: TaskName.allCases, 0..<1 as Range<UInt64>)
  func `every model is healthy at its defaults`(name: TaskName, seed: UInt64) throws {
    let report = try report(name, seed)
    let failed = report.findings.filter { $0.verdict == .fail }
    #expect(failed.isEmpty, "\(failed.map { "\($0.title): \($0.evidence)" })")
    #expect(report.isComplete && !report.trainingLosses.isEmpty && report.initialLoss != nil)
  }

  @Test(arguments: ["char-lstm", "segmentation", "autoencoder", "pixelcnn"])
  func `a rate that is far too high is found`(name: String) throws {
    let name = try #require(TaskName(rawValue: name))
    #expect(try !report(name, 0, rate: 3).isPassed)
  }
}
