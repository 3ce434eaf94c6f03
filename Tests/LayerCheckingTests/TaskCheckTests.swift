import GradientChecking
import LayerChecking
import Models
import Testing

@Suite struct TaskCheckTests {
  @Test(arguments: TaskName.allCases, 0..<3 as Range<UInt64>)
  func `every model's gradient is right`(name: TaskName, seed: UInt64) throws {
    var check = TaskCheck(name)
    check.seed = seed
    var configuration = CheckConfiguration()
    configuration.seed = seed
    configuration.samplesPerBlock = 10
    let subjects = try check.subjects()
    // Both modes, and the regularization.
    #expect(subjects.count == 3)
    for subject in subjects {
      let report = try subject.check(configuration)
      #expect(report.isPassed, "\(report.subject)")
    }
  }

  @Test func `a warm-up moves what learns and leaves what is frozen`() throws {
    let name = try #require(TaskName(rawValue: "gan-generator"))
    func variables(_ steps: Int) throws -> [Variable] {
      var check = TaskCheck(name)
      check.warmUp = steps
      return try check.subjects()[0].map.variables
    }
    for (before, after) in zip(try variables(0), try variables(3)) where before.role == .parameter {
      #expect((before.values == after.values) == before.name.hasPrefix("judge."), "\(before.name)")
    }
  }
}
