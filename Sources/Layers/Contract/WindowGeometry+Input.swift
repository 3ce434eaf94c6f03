import Tensors

extension WindowGeometry {
  /// The windows over images [N, C, H, W].
  ///
  /// - Throws: where the input has another rank, other than the expected `channels` (any where nil),
  ///   no pixel, or no room for a single window.
  func grid<Scalar>(
    over input: Tensor<Scalar>, channels: Int? = nil, for layer: some CustomStringConvertible
  ) throws(InputError) -> WindowGrid {
    let shape = input.shape
    guard shape.rank == 4, channels.map({ $0 == shape[1] }) ?? true else {
      throw InputError(
        "\(layer)", expects: "input [N, \(channels.map(String.init) ?? "C"), H, W]",
        got: "\(shape)")
    }
    guard let grid = grid(over: Extent(shape[2], shape[3])) else {
      let rows = dilation.rows * (kernel.rows - 1) + 1 - 2 * padding.rows
      let columns = dilation.columns * (kernel.columns - 1) + 1 - 2 * padding.columns
      throw InputError(
        "\(layer)",
        expects: "images of at least \(Extent(max(1, rows), max(1, columns))) (one window)",
        got: "\(shape)")
    }
    return grid
  }
}
