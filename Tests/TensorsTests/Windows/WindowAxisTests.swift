import Tensors
import Testing

@Suite("WindowAxis")
struct WindowAxisTests {
  @Test("The number of windows is that of the windows that fit, and none is no grid")
  func count() {
    for one in AxisCase.all {
      let count = one.starts.count
      #expect(one.axis?.count == (count == 0 ? nil : count), "\(one)")
    }
  }

  @Test("A tap reads what the formula says")
  func position() {
    for one in AxisCase.all {
      guard let axis = one.axis else { continue }
      for (window, start) in one.starts.enumerated() {
        for tap in 0..<one.kernel {
          #expect(axis.position(window: window, tap: tap) == start + tap * one.dilation, "\(one)")
        }
      }
    }
  }

  @Test("The windows whose tap lies on the image are those that a search finds")
  func windowsOfTap() {
    for one in AxisCase.all {
      guard let axis = one.axis else { continue }
      for tap in 0..<one.kernel {
        let found = one.starts.indices.filter { one.isOnImage(window: $0, tap: tap) }
        #expect(Array(axis.windows(withTapOnImage: tap)) == found, "tap \(tap) of \(one)")
      }
    }
  }

  @Test("A range of windows lies within the windows even where it is empty")
  func emptyRanges() {
    for one in AxisCase.all {
      guard let axis = one.axis else { continue }
      for tap in 0..<one.kernel {
        let range = axis.windows(withTapOnImage: tap)
        #expect(0 <= range.lowerBound && range.upperBound <= axis.count, "tap \(tap) of \(one)")
      }
      for window in 0..<axis.count {
        let range = axis.taps(onImageInWindow: window)
        #expect(0 <= range.lowerBound && range.upperBound <= axis.kernel, "\(window) of \(one)")
      }
    }
  }

  @Test("The taps of a window that lie on the image are those that a search finds")
  func tapsOfWindow() {
    for one in AxisCase.all {
      guard let axis = one.axis else { continue }
      for window in one.starts.indices {
        let found = (0..<one.kernel).filter { one.isOnImage(window: window, tap: $0) }
        #expect(Array(axis.taps(onImageInWindow: window)) == found, "window \(window) of \(one)")
      }
    }
  }
}
