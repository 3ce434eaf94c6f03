import Datasets
import GSL
import Tensors
import Testing

@Suite struct AugmentationTests {
  /// Two images of 3×4 pixels, no two alike.
  private let images = Tensor<Double>([2, 1, 3, 4], (0..<24).map { 1 + Double($0) })

  private func rows(_ images: Tensor<Double>, _ n: Int) -> [[Double]] {
    (0..<3).map { row in Array(images.elements[n * 12 + row * 4..<n * 12 + row * 4 + 4]) }
  }

  @Test(
    arguments: [
      .flip, .crop(padding: 1), .translation(pixels: 2), .rotation(degrees: 20),
      .scale(share: 0.2), .color(deviation: 0.1), .noise(deviation: 0.1),
    ] as [Augmentation])
  func `a key fixes what is drawn, and images keep their shape`(augmentation: Augmentation) {
    let changed = augmentation.apply(to: images, key: RandomKey(3))
    #expect(changed.shape == images.shape)
    #expect(changed == augmentation.apply(to: images, key: RandomKey(3)))
    #expect((0..<20).contains { augmentation.apply(to: images, key: RandomKey($0)) != changed })
  }

  @Test func `flipped images have left and right exchanged, or not`() {
    var seen: Set<Bool> = []
    for key in 0..<20 {
      let changed = Augmentation.flip.apply(to: images, key: RandomKey(UInt64(key)))
      for n in 0..<2 {
        let (before, after) = (rows(images, n), rows(changed, n))
        #expect(after == before || after == before.map { $0.reversed() })
        seen.insert(after == before)
      }
    }
    #expect(seen == [true, false])
  }

  @Test func `a crop is a window of the padded image`() {
    for key in 0..<20 {
      let changed = rows(
        Augmentation.crop(padding: 1).apply(to: images, key: RandomKey(UInt64(key))), 0)
      let own = (-1...1).flatMap { down in (-1...1).map { (down, $0) } }.map { down, across in
        (0..<3).map { row in
          (0..<4).map { column -> Double in
            let (r, c) = (row + down, column + across)
            return (0..<3).contains(r) && (0..<4).contains(c) ? rows(images, 0)[r][c] : 0
          }
        }
      }
      #expect(own.contains(changed))
    }
  }

  @Test func `turning and enlarging by nothing changes nothing`() {
    for augmentation in [Augmentation.rotation(degrees: 0), .scale(share: 0)] {
      let changed = augmentation.apply(to: images, key: RandomKey(1))
      for (a, b) in zip(changed.elements, images.elements) { #expect(abs(a - b) < 1e-12) }
    }
  }

  @Test func `color moves a channel as a whole, noise each value`() {
    let one = Augmentation.color(deviation: 1).apply(to: images, key: RandomKey(2)) - images
    #expect(Set(one.elements.map { ($0 * 1e9).rounded() }).count == 2)
    let other = Augmentation.noise(deviation: 1).apply(to: images, key: RandomKey(2)) - images
    #expect(Set(other.elements).count == 24)
  }
}
