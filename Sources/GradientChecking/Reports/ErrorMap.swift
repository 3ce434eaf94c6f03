/// Where in a block the gradient is wrong: the worst relative error over two of its axes.
public struct ErrorMap: Sendable, Codable, Equatable {
  /// The axes of the block that rows and columns run along; no rows' axis for a block of one axis.
  public let axes: [Int]
  /// The first index of the block along each axis that every row and column stands for.
  public let rows: [Int]
  public let columns: [Int]
  /// The worst relative error of the coordinates behind each cell: 0 where they are right, nil where none
  /// was checked.
  public let cells: [[Double?]]
  /// Where the errors are, in words: "only where axis 2 is 0 or 6"; nil where they are everywhere.
  public let words: String?

  private static let largest = (rows: 16, columns: 48)

  init?(_ variable: Variable, _ coordinates: [Int], _ derivatives: [Derivative]) {
    let grid = Grid(variable.shape)
    let wrong = derivatives.indices.filter { derivatives[$0].status.isFailure }.map {
      coordinates[$0]
    }
    guard !wrong.isEmpty, coordinates.count > 1 else { return nil }
    let long = grid.shape.indices.filter { grid.shape[$0] > 1 }
    guard !long.isEmpty else { return nil }
    let axes = ErrorMap.telling(long, grid, wrong, of: coordinates)
    self.axes = axes
    let rowAxis = axes.count > 1 ? axes[0] : nil
    let columnAxis = axes[axes.count - 1]
    func starts(_ extent: Int, _ limit: Int) -> [Int] {
      let step = (extent + limit - 1) / limit
      return Array(stride(from: 0, to: extent, by: step))
    }
    let rows = rowAxis.map { starts(grid.shape[$0], ErrorMap.largest.rows) } ?? [0]
    let columns = starts(grid.shape[columnAxis], ErrorMap.largest.columns)
    var cells = rows.map { _ in [Double?](repeating: nil, count: columns.count) }
    for (coordinate, derivative) in zip(coordinates, derivatives) {
      let row = rowAxis.map { grid.index(coordinate, along: $0) } ?? 0
      let column = grid.index(coordinate, along: columnAxis)
      let cell = (
        rows.lastIndex { $0 <= row } ?? 0, columns.lastIndex { $0 <= column } ?? 0
      )
      let error = derivative.status.isFailure ? derivative.relativeError : 0
      // What is not a number is as wrong as can be.
      cells[cell.0][cell.1] = max(cells[cell.0][cell.1] ?? 0, error.isFinite ? error : 1)
    }
    (self.rows, self.columns, self.cells) = (rows, columns, cells)
    words = ErrorMap.words(grid, long, wrong, of: coordinates)
  }

  /// The two axes along which wrong and right differ most, in their order; of several alike the last.
  private static func telling(
    _ long: [Int], _ grid: Grid, _ wrong: [Int], of coordinates: [Int]
  ) -> [Int] {
    guard long.count > 2 else { return long }
    let contrast = long.map { axis in
      var (bad, all) = (
        [Double](repeating: 0, count: grid.shape[axis]),
        [Double](repeating: 0, count: grid.shape[axis])
      )
      for coordinate in wrong { bad[grid.index(coordinate, along: axis)] += 1 }
      for coordinate in coordinates { all[grid.index(coordinate, along: axis)] += 1 }
      let shares = zip(bad, all).filter { $0.1 > 0 }.map { $0 / $1 }
      return (shares.max() ?? 0) - (shares.min() ?? 0)
    }
    let order = long.indices.sorted {
      contrast[$0] != contrast[$1] ? contrast[$0] > contrast[$1] : $0 > $1
    }
    return order.prefix(2).map { long[$0] }.sorted()
  }

  /// The axes along which all errors lie in few places.
  private static func words(
    _ grid: Grid, _ long: [Int], _ wrong: [Int], of coordinates: [Int]
  ) -> String? {
    let places = long.compactMap { axis -> String? in
      let indices = Set(wrong.map { grid.index($0, along: axis) }).sorted()
      guard 2 * indices.count <= grid.shape[axis], indices.count <= 4 else { return nil }
      let list = indices.map(String.init)
      let text =
        list.count == 1
        ? list[0] : list.dropLast().joined(separator: ", ") + " or " + list[list.count - 1]
      return "axis \(axis) is \(text)"
    }
    if !places.isEmpty { return "only where \(places.joined(separator: " and "))" }
    let isBorder = wrong.allSatisfy(grid.isBorder) && !coordinates.allSatisfy(grid.isBorder)
    return isBorder ? "only at the border of the last two axes" : nil
  }
}
