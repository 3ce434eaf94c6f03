import Testing

@testable import Reporting

/// Axes of charts, whatever the numbers.
@Suite struct AxisTests {
  @Test(
    arguments: [
      [], [0], [1], [-3, 7], [1, 1 + 1e-16], [1e300, 1.0000001e300], [-1.7e308, 1.7e308],
      [.leastNonzeroMagnitude],
      [.leastNonzeroMagnitude, 1.7e308], [.infinity, 2], [.nan], [-1e-12, 1e-12], [0, 60],
    ] as [[Double]])
  func `there are marks, in order, and every number has its place`(values: [Double]) {
    for scale in [Axis.Scale.linear, .logarithmic] {
      let axis = Axis("x", scale, covering: values)
      let marks = axis.ticks.map(\.value)
      #expect((2...12).contains(marks.count), "\(marks)")
      #expect(zip(marks, marks.dropFirst()).allSatisfy { $0 < $1 })
      let places = (values + marks).map(axis.place)
      #expect(places.allSatisfy { (0...1).contains($0) })
      #expect(axis.place(of: marks[0]) == 0)
    }
  }

  @Test func `counts have whole marks`() {
    let axis = Axis("n", covering: [0, 2], leastStep: 1)
    #expect(axis.ticks.map(\.label) == ["0", "1", "2"])
  }
}
