import Tensors
import Testing

@Suite("WindowColumns")
struct WindowColumnsTests {
  private static let samples = 2
  private static let channels = 2

  /// Every axis case once as the rows and once as the columns of a grid, each with another one; and columns
  /// of more windows than are moved at a time.
  static let grids: [WindowColumns] = {
    let short = AxisCase.all
    let long = [8, 15, 17, 24].flatMap { size in
      (1...3).map { AxisCase(size: size, kernel: 3, stride: $0, padding: 1, dilation: $0 % 2 + 1) }
    }
    let columns = short.indices.map { short[($0 * 31 + 7) % short.count] } + long
    return zip(short + short, columns).compactMap { rows, columns in
      WindowGeometry(
        kernel: Extent(rows.kernel, columns.kernel), stride: Extent(rows.stride, columns.stride),
        padding: Extent(rows.padding, columns.padding),
        dilation: Extent(rows.dilation, columns.dilation)
      ).grid(over: Extent(rows.size, columns.size)).map {
        WindowColumns(grid: $0, channels: channels)
      }
    }
  }()

  /// The image shape of all samples.
  private func shape(_ columns: WindowColumns) -> Shape {
    let grid = columns.grid
    return [WindowColumnsTests.samples, columns.channels, grid.rows.size, grid.columns.size]
  }

  private func lowered<Scalar>(
    _ columns: WindowColumns, _ images: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    let v = Lowering.columns(columns).lower(images: images, 0..<WindowColumnsTests.samples)
    return Tensor([v.rows, v.columns], v.elements)
  }

  private func raised<Scalar>(
    _ columns: WindowColumns, _ matrix: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    let v = Matrices<Scalar>(1, rows: matrix.shape[0], columns: matrix.shape[1])
    v.fill(from: matrix.elements)
    // A pixel that is left out stays what is not a number, which equals nothing.
    var images = Tensor<Scalar>(shape(columns), repeating: .nan)
    Lowering.columns(columns).raise(images: v, to: &images, 0..<WindowColumnsTests.samples)
    return images
  }

  /// For each entry of the matrix in order the offset of the pixel it shows, nil for the padding.
  private func pixels(_ columns: WindowColumns) -> [Int?] {
    let (down, across) = (columns.grid.rows, columns.grid.columns)
    var pixels: [Int?] = []
    for channel in 0..<columns.channels {
      for i in 0..<down.kernel {
        for j in 0..<across.kernel {
          for n in 0..<WindowColumnsTests.samples {
            for r in 0..<down.count {
              for s in 0..<across.count {
                let row = r * down.stride + i * down.dilation - down.padding
                let column = s * across.stride + j * across.dilation - across.padding
                let isInside =
                  (0..<down.size).contains(row) && (0..<across.size).contains(column)
                let plane = n * columns.channels + channel
                pixels.append(isInside ? (plane * down.size + row) * across.size + column : nil)
              }
            }
          }
        }
      }
    }
    return pixels
  }

  private func check<Scalar: TensorScalar>(_ scalar: Scalar.Type, _ columns: WindowColumns) {
    let pixels = pixels(columns)
    let images = Tensor<Scalar>.wholeNumbers(shape(columns), seed: 1)
    let matrix = lowered(columns, images)
    #expect(matrix.elements == pixels.map { $0.map { images[$0] } ?? 0 }, "\(columns)")

    let entries = Tensor<Scalar>.wholeNumbers(matrix.shape, seed: 2)
    var expected = Tensor<Scalar>(shape(columns))
    for (entry, pixel) in pixels.enumerated() {
      if let pixel { expected[pixel] += entries[entry] }
    }
    #expect(raised(columns, entries) == expected, "\(columns)")
  }

  @Test("Lowering and raising move every pixel where a search says, in double precision")
  func double() {
    for columns in WindowColumnsTests.grids { check(Double.self, columns) }
  }

  @Test("The same in single precision")
  func single() {
    for columns in WindowColumnsTests.grids { check(Float.self, columns) }
  }

  @Test("The matrix has a row for each tap and a column for each window")
  func extents() throws {
    let geometry = WindowGeometry(kernel: Extent(3, 2), stride: Extent(2, 1), padding: 1)
    let grid = try #require(geometry.grid(over: Extent(7, 5)))
    let columns = WindowColumns(grid: grid, channels: 3)
    #expect(columns.taps == 18)
    #expect(columns.windows == 4 * 6)
  }
}
