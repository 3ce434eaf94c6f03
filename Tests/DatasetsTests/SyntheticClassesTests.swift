import Datasets
import Testing

@Suite("Classes of synthetic images")
struct SyntheticClassesTests {
  private let known = SyntheticImages.generate(400, seed: 11)
  private let asked = SyntheticImages.generate(200, seed: 12)

  /// Each image as a list of numbers.
  private func features(_ dataset: ImageDataset) -> [[Float]] {
    dataset.indices.map { dataset.images([$0]).elements }
  }

  /// The mean of each channel of each image.
  private func meanColors(_ dataset: ImageDataset) -> [[Float]] {
    features(dataset).map { image in
      (0..<3).map { image[$0 * 1_024..<($0 + 1) * 1_024].reduce(0, +) / 1_024 }
    }
  }

  private func squaredDistance(_ a: [Float], _ b: [Float]) -> Float {
    var sum: Float = 0
    for i in a.indices { sum += (a[i] - b[i]) * (a[i] - b[i]) }
    return sum
  }

  /// The part of `asked` that has the label of the nearest of `examples`.
  private func accuracy(
    _ asked: [[Float]], nearest examples: [[Float]], labeled labels: [Int]
  ) -> Double {
    let hits = asked.indices.count { index in
      let distances = examples.map { squaredDistance($0, asked[index]) }
      return distances.indices.min { distances[$0] < distances[$1] }.map { labels[$0] }
        == self.asked.labels[index]
    }
    return Double(hits) / Double(asked.count)
  }

  /// The mean of what has each label.
  private func classMeans(_ examples: [[Float]], labeled labels: [Int]) -> [[Float]] {
    (0..<10).map { label in
      let members = labels.indices.filter { labels[$0] == label }
      return examples[0].indices.map { i in
        members.reduce(0) { $0 + examples[$1][i] } / Float(members.count)
      }
    }
  }

  @Test("Neighbors tell more than chance, and less than the mean of each class")
  func nearestNeighbor() {
    let (asked, examples) = (features(asked), features(known))
    let neighbor = accuracy(asked, nearest: examples, labeled: known.labels)
    let mean = accuracy(
      asked, nearest: classMeans(examples, labeled: known.labels), labeled: Array(0..<10))
    // Chance is 0.1, from which 200 guesses stray by 0.02. Measured with 1,000 other images: 0.3 and 0.5.
    #expect(neighbor > 0.2)
    #expect(mean > neighbor + 0.05)
  }

  @Test("The mean color of an image says nothing about its class")
  func meanColor() {
    let (colors, known) = (meanColors(asked), (colors: meanColors(known), labels: known.labels))
    let neighbor = accuracy(colors, nearest: known.colors, labeled: known.labels)
    // Of 200 guesses with chance 0.1, more than 0.2 are right once in 30,000 times.
    #expect(neighbor < 0.2)

    let classMeans = classMeans(known.colors, labeled: known.labels)
    #expect(accuracy(colors, nearest: classMeans, labeled: Array(0..<10)) < 0.2)
  }

  @Test("Class names say what is drawn")
  func names() {
    #expect(
      known.classNames == [
        "horizontal stripes", "vertical stripes", "rising stripes", "falling stripes",
        "checkerboard", "disc", "ring", "cross", "ramp", "blobs",
      ])
    #expect(SyntheticImages.classNames == known.classNames)
  }

  /// The mean absolute difference between pixels one step apart.
  private func roughness(of index: Int, down: Int, right: Int) -> Double {
    var sum = 0.0
    for row in 0..<31 {
      for column in 1..<31 {
        let here = known.pixels[index * 3_072 + row * 32 + column]
        let there = known.pixels[index * 3_072 + (row + down) * 32 + column + right]
        sum += abs(Double(here) - Double(there))
      }
    }
    return sum / (31 * 30)
  }

  @Test("Stripes run the way that their class name says")
  func orientations() {
    // Brightness changes least along the stripes: (down, right) for each of the first four labels.
    let along = [(0, 1), (1, 0), (1, -1), (1, 1)]
    for index in known.indices where known.labels[index] < 4 {
      let changes = along.map { roughness(of: index, down: $0.0, right: $0.1) }
      #expect(changes.indices.min { changes[$0] < changes[$1] } == known.labels[index])
    }
  }
}
