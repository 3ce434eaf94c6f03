import Datasets
import GSL
import Testing

@Suite("Splits")
struct ImageDatasetSplitsTests {
  private let dataset = SyntheticImages.generate(53, seed: 4)

  /// The images of a data set, each with its label, in an order of their own.
  private func images(_ dataset: ImageDataset) -> [[UInt8]] {
    dataset.indices.map { index in
      [UInt8(dataset.labels[index])] + dataset.pixels[index * 3_072..<(index + 1) * 3_072]
    }.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private func classCounts(_ indices: [Int], in dataset: ImageDataset) -> [Int] {
    dataset.labels(indices).reduce(into: [Int](repeating: 0, count: dataset.classNames.count)) {
      $0[$1] += 1
    }
  }

  @Test("A split shares out every image once", arguments: [0, 1, 17, 53])
  func partition(count: Int) {
    let (training, validation) = dataset.split(validation: count, seed: 9)
    #expect(training.count == 53 - count)
    #expect(validation.count == count)
    let all = images(training) + images(validation)
    #expect(all.sorted { $0.lexicographicallyPrecedes($1) } == images(dataset))
  }

  @Test("A split depends on the seed alone, and is shuffled")
  func splitSeeds() {
    let split = dataset.split(validation: 20, seed: 9)
    #expect(dataset.split(validation: 20, seed: 9) == split)
    #expect(dataset.split(validation: 20, seed: 10).validation != split.validation)
    #expect(split.validation.labels != Array(dataset.labels.prefix(20)))
    #expect(split.validation.origin == .synthetic(seed: 4))
  }

  @Test("A stratified choice has distinct indices, and class counts that differ by at most one")
  func stratified() {
    for count in 0...50 {
      let chosen = dataset.stratified(count, key: RandomKey(UInt64(count)))
      #expect(chosen.count == count)
      #expect(Set(chosen).count == count)
      let counts = classCounts(chosen, in: dataset)
      #expect(counts.allSatisfy { $0 == count / 10 || $0 == (count + 9) / 10 })
    }
  }

  @Test("A class that is used up leaves its turns to the others")
  func unevenClasses() {
    let uneven = plainImages(labels: [0, 0, 0, 0, 0, 0, 0, 2, 3, 3])
    #expect(classCounts(uneven.stratified(5, key: RandomKey(1)), in: uneven) == [2, 0, 1, 2])
    #expect(classCounts(uneven.stratified(7, key: RandomKey(1)), in: uneven) == [4, 0, 1, 2])
    #expect(uneven.stratified(10, key: RandomKey(1)).sorted() == Array(0..<10))
  }

  @Test("A stratified choice depends on the key alone, and differs from key to key")
  func stratifiedKeys() {
    let chosen = dataset.stratified(10, key: RandomKey(1))
    #expect(dataset.stratified(10, key: RandomKey(1)) == chosen)
    #expect(dataset.stratified(10, key: RandomKey(2)) != chosen)
  }
}
