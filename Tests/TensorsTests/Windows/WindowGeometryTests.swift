import Tensors
import Testing

@Suite("WindowGeometry")
struct WindowGeometryTests {
  @Test("Rows and columns have kernel, stride, padding and dilation of their own")
  func grid() throws {
    let geometry = WindowGeometry(
      kernel: Extent(3, 2), stride: Extent(2, 1), padding: Extent(1, 0), dilation: Extent(1, 3))
    let grid = try #require(geometry.grid(over: Extent(7, 5)))
    let rows = grid.rows
    #expect((rows.size, rows.kernel, rows.stride, rows.padding, rows.dilation) == (7, 3, 2, 1, 1))
    let columns = grid.columns
    #expect((columns.size, columns.kernel, columns.stride) == (5, 2, 1))
    #expect((columns.padding, columns.dilation) == (0, 3))
    #expect(grid.outputSize == Extent(4, 2))
  }

  @Test("One axis without a window is enough for no grid")
  func noGrid() {
    let geometry = WindowGeometry(kernel: 3)
    #expect(geometry.grid(over: Extent(2, 9)) == nil)
    #expect(geometry.grid(over: Extent(9, 2)) == nil)
    #expect(geometry.grid(over: Extent(3, 3)) != nil)
  }

  @Test("An image without pixels has no windows, whatever the padding")
  func noPixels() {
    let geometry = WindowGeometry(kernel: 2, padding: 2)
    #expect(geometry.grid(over: Extent(0, 4)) == nil)
    #expect(geometry.grid(over: Extent(4, 0)) == nil)
  }

  @Test("A huge image has as many windows as it should")
  func hugeImage() {
    let grid = WindowGeometry(kernel: 3, stride: 2, padding: 1).grid(over: Extent(1 << 40, 5))
    #expect(grid?.outputSize == Extent(1 << 39, 3))
  }

  @Test("The description leaves out what is the default")
  func description() {
    #expect(WindowGeometry(kernel: Extent(3, 2)).description == "kernel 3×2")
    #expect(
      WindowGeometry(kernel: 3, stride: 2, padding: Extent(1, 0)).description
        == "kernel 3×3, stride 2×2, padding 1×0")
    #expect(WindowGeometry(kernel: 1, dilation: 2).description == "kernel 1×1, dilation 2×2")
  }

  @Test("An extent written as one number is that many rows and columns")
  func extent() {
    #expect(Extent(3, 3) == 3)
    #expect(Extent(3, 4).area == 12)
    #expect(Extent(3, 4).description == "3×4")
  }
}
