import Datasets
import Foundation
import Testing

@Suite("Synthetic images")
struct SyntheticImagesTests {
  @Test("The same seed draws the same images, another seed draws others")
  func seeds() {
    #expect(SyntheticImages.generate(20, seed: 5) == SyntheticImages.generate(20, seed: 5))
    let others = SyntheticImages.generate(20, seed: 6)
    #expect(SyntheticImages.generate(20, seed: 5).pixels != others.pixels)
    #expect(SyntheticImages.generate(20, seed: 5).labels != others.labels)
    #expect(others.origin == .synthetic(seed: 6))
  }

  @Test("The first images do not depend on how many are drawn", arguments: [0, 1, 9, 10, 11, 37])
  func prefixes(count: Int) {
    let all = SyntheticImages.generate(37, seed: 2)
    #expect(SyntheticImages.generate(count, seed: 2) == all.subset(0..<count))
  }

  @Test("Every ten images have each class once, in an order that changes")
  func balance() {
    let labels = SyntheticImages.generate(100, seed: 8).labels
    let blocks = stride(from: 0, to: 100, by: 10).map { Array(labels[$0..<$0 + 10]) }
    #expect(blocks.allSatisfy { $0.sorted() == Array(0..<10) })
    #expect(Set(blocks).count == 10)
  }

  @Test("The committed sample is what the generator draws today")
  func sample() throws {
    let drawn = SyntheticImages.generate(50, seed: 1)
    if ProcessInfo.processInfo.environment["UPDATE_FIXTURES"] == "1" {
      try drawn.write(to: samplePath)
    }
    let sample = try CIFAR10.load(samplePath).training
    #expect(sample.labels == drawn.labels)
    #expect(sample.pixels == drawn.pixels)
  }

  @Test("No two images are alike")
  func variety() {
    let images = SyntheticImages.generate(200, seed: 3)
    let distinct = Set(images.indices.map { images.pixels[$0 * 3_072..<($0 + 1) * 3_072] })
    #expect(distinct.count == 200)
  }
}
