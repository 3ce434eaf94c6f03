import Tensors

/// One axis of an image with windows over it, small enough to search.
struct AxisCase {
  let size, kernel, stride, padding, dilation: Int

  /// Every combination of sizes up to 7, kernels up to 4, strides and dilations up to 3, paddings up
  /// to 2.
  static let all: [AxisCase] = {
    var cases: [AxisCase] = []
    for size in 1...7 {
      for kernel in 1...4 {
        for stride in 1...3 {
          for padding in 0...2 {
            for dilation in 1...3 {
              cases.append(
                AxisCase(
                  size: size, kernel: kernel, stride: stride, padding: padding, dilation: dilation))
            }
          }
        }
      }
    }
    return cases
  }()

  /// Where each window that fits on the padded image starts, found by trying.
  var starts: [Int] {
    var starts: [Int] = []
    var start = -padding
    while start + (kernel - 1) * dilation < size + padding {
      starts.append(start)
      start += stride
    }
    return starts
  }

  func isOnImage(window: Int, tap: Int) -> Bool {
    (0..<size).contains(starts[window] + tap * dilation)
  }

  /// The axis of this case as the rows of a grid, nil where not one window fits.
  var axis: WindowAxis? {
    WindowGeometry(
      kernel: Extent(kernel, 1), stride: Extent(stride, 1), padding: Extent(padding, 0),
      dilation: Extent(dilation, 1)
    ).grid(over: Extent(size, 1))?.rows
  }
}
