import Tensors
import Testing

@Suite("Shape algebra")
struct ShapeAlgebraTests {
  private let shape: Shape = [2, 3, 5]

  /// The sentence of the error that a rule throws, nil where it throws none.
  private func refusal(_ rule: () throws(InputError) -> some Any) -> String? {
    do throws(InputError) {
      _ = try rule()
      return nil
    } catch { return error.description }
  }

  @Test("Rules give the shapes of results")
  func shapes() throws {
    #expect(try shape.reshaped([30]) == [30])
    #expect(try Shape([]).reshaped([1, 1]) == [1, 1])
    #expect(try shape.permuted([2, 0, 1]) == [5, 2, 3])
    #expect(try shape.transposed() == [2, 5, 3])
    #expect(try shape.slice(1..<3, along: 1) == [2, 2, 5])
    #expect(try shape.slice(5..<5, along: 2) == [2, 3, 0])
    #expect(try Shape.concatenation(of: [shape, [2, 0, 5], [2, 4, 5]], along: 1) == [2, 7, 5])
    #expect(try shape.split(into: [1, 0, 2], along: 1) == [[2, 1, 5], [2, 0, 5], [2, 2, 5]])
    #expect(try shape.matrixProduct(with: [2, 5, 4]) == [2, 3, 4])
    #expect(try shape.matrixProduct(with: [2, 3, 4], transposing: .left) == [2, 5, 4])
    #expect(try shape.matrixProduct(with: [2, 4, 5], transposing: .right) == [2, 3, 4])
  }

  @Test("A reshape to another number of elements is refused")
  func reshaping() {
    #expect(
      refusal { () throws(InputError) in try shape.reshaped([6, 6]) }
        == "reshaped([6, 6]) expects 36 elements, got 30 in [2, 3, 5]")
  }

  @Test(
    "Axes that are missing, doubled or none are refused",
    arguments: [[0, 1], [0, 1, 1], [0, 1, 3], []])
  func permutation(axes: [Int]) {
    #expect(
      refusal { () throws(InputError) in try shape.permuted(axes) }
        == "permuted(\(axes)) of [2, 3, 5] expects each of the axes 0..<3 once, got \(axes)")
  }

  @Test("A vector has no transpose")
  func transposition() {
    #expect(
      refusal { () throws(InputError) in try Shape([3]).transposed() }
        == "transposed() expects a matrix or a batch of them, got [3]")
  }

  @Test("Slices outside of an axis, and along none, are refused")
  func slicing() {
    #expect(
      refusal { () throws(InputError) in try shape.slice(1..<4, along: 1) }
        == "slice(1..<4, along: 1) of [2, 3, 5] expects a range within 0..<3, got 1..<4")
    #expect(
      refusal { () throws(InputError) in try shape.slice(-1..<1, along: 0) }
        == "slice(-1..<1, along: 0) of [2, 3, 5] expects a range within 0..<2, got -1..<1")
    #expect(
      refusal { () throws(InputError) in try shape.slice(0..<1, along: 3) }
        == "slice(0..<1, along: 3) of [2, 3, 5] expects an axis of [2, 3, 5], 0..<3, got 3")
  }

  @Test("Concatenations of nothing, of other shapes and along no axis are refused")
  func concatenation() {
    #expect(
      refusal { () throws(InputError) in try Shape.concatenation(of: [], along: 0) }
        == "a concatenation along axis 0 expects one tensor or more, got none")
    #expect(
      refusal { () throws(InputError) in try Shape.concatenation(of: [shape, [2, 3, 4]], along: 1) }
        == "a concatenation along axis 1 expects shapes that are the same along all other axes, "
        + "got [2, 3, 5] and, at position 1, [2, 3, 4]")
    #expect(
      refusal { () throws(InputError) in try Shape.concatenation(of: [[3], [3, 1]], along: 0) }
        != nil)
    #expect(
      refusal { () throws(InputError) in try Shape.concatenation(of: [[], []], along: 0) }
        == "a concatenation along axis 0 expects an axis of [], 0..<0, got 0")
  }

  @Test(
    "Pieces that do not add up are refused",
    arguments: [[1, 1], [3, 1], [], [4, -1], [.max, 3]])
  func splitting(extents: [Int]) {
    #expect(
      refusal { () throws(InputError) in try shape.split(into: extents, along: 1) }
        == "split(into: \(extents), along: 1) of [2, 3, 5] expects extents that add up to 3, "
        + "got \(extents)")
  }

  @Test("Products of what is no matrix, of unequal batches and of other inner extents are refused")
  func products() {
    #expect(
      refusal { () throws(InputError) in try shape.matrixProduct(with: [2, 4, 5]) }
        == "the matrix product of [2, 3, 5] and [2, 4, 5] expects as many columns on the left as "
        + "rows on the right, got 5 and 4")
    #expect(
      refusal { () throws(InputError) in
        try shape.matrixProduct(with: [2, 5, 4], transposing: [.left, .right])
      }
        == "the matrix product of [2, 3, 5]ᵀ and [2, 5, 4]ᵀ expects as many columns on the left as "
        + "rows on the right, got 3 and 4")
    for other: Shape in [[5, 4], [3, 5, 4], [1, 2, 5, 4], [5], []] {
      #expect(
        refusal { () throws(InputError) in try shape.matrixProduct(with: other) }
          == "the matrix product of [2, 3, 5] and \(other) expects two matrices, or two batches of "
          + "as many, got [2, 3, 5] and \(other)")
    }
    #expect(refusal { () throws(InputError) in try Shape([3]).matrixProduct(with: [3]) } != nil)
  }
}
