import Commands
import Testing

@Suite struct PaceTests {
  private let start = ContinuousClock.now

  private func pace(stages: Int, _ done: Int, _ total: Int) -> Pace {
    var pace = Pace(stages: stages)
    pace.begin(at: start)
    pace.update(done, total)
    return pace
  }

  @Test func `one stage has as much left as its pace says`() throws {
    let (left, share) = try #require(
      pace(stages: 1, 20, 80).estimate(at: start + .seconds(10)))
    #expect(left == .seconds(30))
    #expect(share == 0.25)
  }

  @Test func `stages that have not begun take as long as this one`() throws {
    let (left, share) = try #require(
      pace(stages: 3, 1, 2).estimate(at: start + .seconds(5)))
    #expect(left == .seconds(25))
    #expect((share - 1 / 6.0).magnitude < 1e-12)
  }

  @Test func `stages that are over count with the time that they took`() throws {
    var pace = Pace(stages: 2)
    pace.begin(at: start)
    pace.begin(at: start + .seconds(60))
    pace.update(1, 4)
    let (left, share) = try #require(pace.estimate(at: start + .seconds(70)))
    #expect(left == .seconds(30))
    #expect(share == 0.7)
  }

  @Test func `what several threads tell out of order goes no way back`() throws {
    var pace = pace(stages: 1, 40, 80)
    pace.update(39, 80)
    #expect(try #require(pace.estimate(at: start + .seconds(10))).left == .seconds(10))
  }

  @Test func `nothing done tells nothing`() {
    #expect(pace(stages: 1, 0, 80).estimate(at: start + .seconds(10)) == nil)
    #expect(pace(stages: 1, 0, 0).text(at: start) == "…")
  }

  @Test(arguments: [
    (9, "10 %, about 81 s left"), (90, "10 %, about 13 min 30 s left"),
    (9000, "10 %, about 22 h 30 min left"),
  ])
  func `it is said in words`(seconds: Int, text: String) {
    #expect(pace(stages: 1, 1, 10).text(at: start + .seconds(seconds)) == text)
  }
}
