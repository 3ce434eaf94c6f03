import Testing
import Training

@Suite struct ConfusionTests {
  @Test func `accuracy, precision and recall`() {
    let seen = Confusion(
      labels: [0, 0, 0, 1, 1, 2, 2, 2], predictions: [0, 0, 1, 1, 0, 2, 2, 0], classes: 4)
    #expect(seen.counts == [[2, 1, 0, 0], [1, 1, 0, 0], [1, 0, 2, 0], [0, 0, 0, 0]])
    #expect(seen.accuracy == 5.0 / 8)
    #expect(seen.precision(of: 0) == 2.0 / 4)
    #expect(seen.recall(of: 0) == 2.0 / 3)
    #expect(seen.f1(of: 0).map { abs($0 - 4.0 / 7) < 1e-15 } == true)
    #expect(seen.precision(of: 2) == 1)
    #expect(seen.recall(of: 2) == 2.0 / 3)
  }

  @Test func `a share of nothing is none`() {
    let seen = Confusion(labels: [0], predictions: [1], classes: 3)
    #expect(seen.accuracy == 0)
    #expect(seen.precision(of: 0) == nil && seen.recall(of: 0) == 0)
    #expect(seen.precision(of: 1) == 0 && seen.recall(of: 1) == nil)
    #expect(seen.f1(of: 2) == nil)
    #expect(Confusion(labels: [], predictions: [], classes: 2).accuracy == nil)
  }
}
