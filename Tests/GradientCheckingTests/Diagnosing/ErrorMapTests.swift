import GradientChecking
import Testing

@Suite struct ErrorMapTests {
  /// Σ x² of an array of this shape, whose gradient is doubled where `isWrong`.
  private func errors(
    _ shape: [Int], _ isWrong: @escaping ([Int]) -> Bool
  ) throws -> ErrorMap? {
    let count = shape.reduce(1, *)
    let variable = Variable("x", shape: shape, values: (0..<count).map { 1 + Double($0) / 10 })
    let function = ClosureFunction(
      shape: shape, at: variable.values, value: { x in x.reduce(0) { $0 + $1 * $1 } },
      gradient: { x in
        x.indices.map { (isWrong(variable.index(ofOffset: $0)) ? 4 : 2) * x[$0] }
      })
    return try GradientChecker().check(function, named: "squares").blocks[0].errors
  }

  @Test func `right blocks have none`() throws {
    #expect(try errors([3, 4]) { _ in false } == nil)
  }

  @Test func `rows of one axis are told`() throws {
    let errors = try #require(try errors([5, 3]) { $0[0] == 0 || $0[0] == 4 })
    #expect(errors.axes == [0, 1])
    #expect(errors.rows == [0, 1, 2, 3, 4])
    #expect(
      errors.cells.map { $0.map { $0 ?? .nan > 0.4 } }.map(\.first) == [
        true, false, false, false, true,
      ])
    #expect(errors.words == "only where axis 0 is 0 or 4")
  }

  @Test func `the axis that tells is shown`() throws {
    let errors = try #require(try errors([2, 4, 3, 3]) { $0[1] == 2 })
    #expect(errors.axes == [1, 3])
    #expect(errors.words == "only where axis 1 is 2")
  }

  @Test func `a border is called so`() throws {
    let errors = try #require(
      try errors([2, 5, 6]) { $0[1] % 4 == 0 || $0[2] % 5 == 0 })
    #expect(errors.words == "only at the border of the last two axes")
  }

  @Test func `large blocks are shown in few cells`() throws {
    let errors = try #require(try errors([40, 20]) { $0[0] < 20 })
    #expect(errors.cells.count <= 16)
    #expect(errors.cells.allSatisfy { $0.count == 20 })
    #expect(errors.words == nil)
  }

  @Test func `one axis is one row`() throws {
    let errors = try #require(try errors([6]) { $0[0] == 5 })
    #expect(errors.axes == [0])
    #expect(errors.cells.count == 1)
    #expect(errors.words == "only where axis 0 is 5")
  }
}
