import Foundation
import Models
import Testing

/// How far each model gets is what its documentation says; `TaskTests` see to it that it gets there.
@Suite struct LearningPlanTests {
  private static let rows: [String] = {
    let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/Models/Models.docc/Models.md")
    return (try? String(contentsOf: page, encoding: .utf8))?.components(separatedBy: "\n") ?? []
  }()

  @Test(arguments: TaskName.allCases)
  func `the share of the loss that stays is the one that is documented`(name: TaskName) {
    let plan = name.plan
    let share = Int((100 * plan.share).rounded())
    let row =
      "| `\(name.rawValue)` | \(name.summary) | \(plan.learningRate) | \(plan.steps) | \(share) % |"
    #expect(LearningPlanTests.rows.contains(row), "no row \(row)")
  }
}
