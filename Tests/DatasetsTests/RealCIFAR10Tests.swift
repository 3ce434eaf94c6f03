import Datasets
import Testing

@Suite(
  "Real CIFAR-10 images", .enabled(if: RealImages.arePresent, "\(RealImages.absence)"))
struct RealCIFAR10Tests {
  // The first labels and the first pixels of the official files, as printed by many tutorials that
  // load the Python version: a frog, two trucks, a deer, …; and a cat, two ships, an airplane, …
  @Test("The first images are those of the official files")
  func firstImages() throws {
    let data = try CIFAR10.load(RealImages.path)
    let test = try #require(data.test)
    #expect(data.training.labels(0..<10) == [6, 9, 9, 4, 1, 1, 2, 7, 8, 3])
    #expect(test.labels(0..<10) == [3, 8, 8, 0, 6, 6, 1, 6, 3, 1])
    // Red, green and blue of the top left pixel of the frog, then of the cat.
    #expect([0, 1_024, 2_048].map { data.training.pixels[$0] } == [59, 62, 63])
    #expect([0, 1_024, 2_048].map { test.pixels[$0] } == [158, 112, 49])
  }

  @Test("Every class occurs about as often as every other")
  func balance() throws {
    let training = try CIFAR10.load(RealImages.path).training
    for label in 0..<10 {
      let share = Double(training.labels.count { $0 == label }) / Double(training.count)
      #expect(abs(share - 0.1) < 0.02)
    }
  }

  @Test("Its channels have the mean and standard deviation that are quoted everywhere")
  func statistics() throws {
    // All 50,000 training images have (0.4914, 0.4822, 0.4465) and (0.2470, 0.2435, 0.2616); with
    // some thousands of them, the mean of images that each scatter by about 0.12 is off by 0.002.
    let statistics = ChannelStatistics(of: try CIFAR10.load(RealImages.path).training)
    for (mean, published) in zip(statistics.mean, [0.4914, 0.4822, 0.4465]) {
      #expect(abs(mean - published) < 0.01)
    }
    for (deviation, published) in zip(statistics.standardDeviation, [0.2470, 0.2435, 0.2616]) {
      #expect(abs(deviation - published) < 0.01)
    }
  }
}
