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

  @Test("The span reaches from the first position that a window reads to the last")
  func span() {
    for one in AxisCase.all {
      guard let axis = one.axis, let last = one.starts.last else { continue }
      let positions = -one.padding...last + (one.kernel - 1) * one.dilation
      let places = positions.indices.enumerated()
        .filter { (0..<one.size).contains(positions[$0.element]) }.map(\.offset)
      #expect(axis.span == positions.count, "\(one)")
      #expect(Array(axis.spanOnImage) == places, "\(one)")
    }
  }

  @Test("Of windows that lie beside the image no position is on it")
  func spanBesideImage() throws {
    let one = AxisCase(size: 3, kernel: 2, stride: 1, padding: 6, dilation: 1)
    let axis = try #require(one.axis)
    #expect(axis.windows(0..<2).spanOnImage.isEmpty)
    #expect(axis.windows(9..<12).spanOnImage.isEmpty)
    #expect(axis.windows(6..<8).spanOnImage == 0..<3)
    #expect(axis.windows(6..<6).span == 0)
    #expect(axis.windows(6..<6).spanOnImage.isEmpty)
  }

  @Test("A range of taps lies within the taps even where it is empty")
  func emptyRanges() {
    for one in AxisCase.all {
      guard let axis = one.axis else { continue }
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

  @Test("The windows that read a position lie in the range that is said to hold them")
  func windowsReading() {
    for one in AxisCase.all {
      guard let axis = one.axis else { continue }
      for position in 0..<one.size {
        let found = one.starts.indices.filter { window in
          (0..<one.kernel).contains { one.starts[window] + $0 * one.dilation == position }
        }
        let range = axis.windows(reading: position)
        #expect(found.allSatisfy(range.contains), "\(position) of \(one)")
        #expect(range.lowerBound >= 0 && range.upperBound <= axis.count, "\(position) of \(one)")
        if one.dilation == 1 { #expect(Array(range) == found, "\(position) of \(one)") }
      }
    }
  }

  @Test("Some windows alone read what they read among all")
  func someWindows() {
    for one in AxisCase.all {
      guard let axis = one.axis, axis.count > 1 else { continue }
      let some = axis.windows(1..<axis.count)
      for window in 0..<some.count {
        #expect(
          some.position(window: window, tap: 0) == axis.position(window: window + 1, tap: 0))
        #expect(
          some.taps(onImageInWindow: window) == axis.taps(onImageInWindow: window + 1), "\(one)")
      }
    }
  }
}
