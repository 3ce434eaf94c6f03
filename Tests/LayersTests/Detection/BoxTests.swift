import Layers
import Tensors
import Testing

@Suite struct BoxTests {
  private func box(_ left: Double, _ top: Double, _ right: Double, _ bottom: Double) -> Box<Double>
  {
    Box(left: left, top: top, right: right, bottom: bottom)
  }

  @Test func `what boxes share over what they cover`() {
    #expect(box(0, 0, 2, 2).intersectionOverUnion(with: box(1, 1, 3, 3)) == 1.0 / 7)
    #expect(box(0, 0, 2, 2).intersectionOverUnion(with: box(0, 0, 2, 2)) == 1)
    #expect(box(0, 0, 1, 1).intersectionOverUnion(with: box(1, 0, 2, 1)) == 0)
    // Nothing has no area, whichever way round its edges are.
    #expect(box(1, 1, 0, 0).intersectionOverUnion(with: box(0, 0, 1, 1)) == 0)
    #expect(box(1, 1, 1, 1).intersectionOverUnion(with: box(1, 1, 1, 1)) == 0)
  }

  @Test func `a box moved by its offsets from an anchor is itself`() {
    let (anchor, own) = (box(1, 2, 5, 5), box(0.5, 2.5, 7, 3))
    let offsets = own.offsets(from: anchor)
    let back = anchor.moved(by: offsets)
    for (a, b) in [
      (back.left, own.left), (back.top, own.top), (back.right, own.right),
      (back.bottom, own.bottom),
    ] {
      #expect(abs(a - b) < 1e-14)
    }
    #expect(anchor.moved(by: [0, 0, 0, 0]) == anchor)
    #expect(anchor.offsets(from: anchor) == [0, 0, 0, 0])
  }

  @Test func `anchors lie around the middle of every place`() {
    let anchors = Box<Double>.anchors(over: Extent(1, 2), stride: 4, sizes: [2], ratios: [1, 4])
    #expect(anchors.count == 4)
    #expect(anchors[0] == box(1, 1, 3, 3))
    #expect(anchors[1] == box(1.5, 0, 2.5, 4))
    #expect(anchors[2] == box(5, 1, 7, 3))
  }

  @Test func `the surest box suppresses those that overlap it`() {
    let boxes = [box(0, 0, 4, 4), box(1, 0, 5, 4), box(10, 10, 12, 12), box(0, 0, 4, 4)]
    func kept(_ scores: [Double], _ threshold: Double) -> [Int] {
      Box.nonMaximumSuppression(boxes, scores: scores, threshold: threshold)
    }
    // 0 and 1 share 12 of 20.
    #expect(kept([0.8, 0.9, 0.1, 0.7], 0.5) == [1, 2])
    #expect(kept([0.8, 0.9, 0.1, 0.7], 0.65) == [1, 0, 2])
    #expect(kept([0.5, 0.5, 0.5, 0.5], 0.5) == [0, 2])
    #expect(kept([.nan, 0.1, 0.2, 0.3], 0.65) == [3, 2, 1])
  }
}
