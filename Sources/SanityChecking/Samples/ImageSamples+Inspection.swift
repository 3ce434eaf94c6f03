import Datasets
import Diagnostics
import GSL
import Layers
import Tensors

extension ImageSamples {
  private static var scaleSamples: Int { 500 }
  private static var labelSamples: Int { 4000 }

  public func inspect(
    _ probes: Set<ProbeName>, key: RandomKey, monitor: SanityMonitor
  ) throws -> [Finding] {
    var findings: [Finding] = []
    if probes.contains(.inputScale) {
      try monitor.update("input scale", 0, of: 1)
      findings += InputScale().findings(from: scaleObservation(key.derived(0)))
    }
    if probes.contains(.labels) {
      try monitor.update("labels", 0, of: 1)
      findings += LabelDependence().findings(from: labelObservation(key.derived(1)))
    }
    return findings
  }

  private func scaleObservation(_ key: RandomKey) -> InputScale.Observation {
    let training = splits.training
    let known = Set(images(of: training.dataset))
    let thumbnails = Thumbnails(training.dataset)
    let others = splits.others.map { name, source in
      let isKnown = images(of: source.dataset).map(known.contains)
      return InputScale.Split(
        name: name, count: source.dataset.count, channels: channels(of: source, key),
        sharedWithTraining: isKnown.count { $0 },
        nearlyShared: thumbnails.nearby(Thumbnails(source.dataset), except: isKnown))
    }
    return InputScale.Observation(
      splits: [
        InputScale.Split(
          name: "training", count: training.dataset.count, channels: channels(of: training, key))
      ] + others)
  }

  private func images(of dataset: ImageDataset) -> [ArraySlice<UInt8>] {
    let size = ImageDataset.imageShape.count
    return dataset.indices.map { dataset.pixels[$0 * size..<($0 + 1) * size] }
  }

  private func channels(of source: ImageSource, _ key: RandomKey) -> [InputScale.Channel] {
    let indices = source.sample(ImageSamples.scaleSamples, key: key)
    let stored: Tensor<Scalar> = source.dataset.images(indices)
    let fed: Tensor<Scalar> = source.images(indices)
    return (0..<ImageDataset.imageShape[0]).map { channel in
      let (before, after) = (stored.channel(channel).moments(), fed.channel(channel).moments())
      return InputScale.Channel(
        storedMean: before.mean, storedDeviation: before.standardDeviation, mean: after.mean,
        deviation: after.standardDeviation)
    }
  }

  /// Asks the nearest class mean of one half about the other half.
  private func labelObservation(_ key: RandomKey) -> LabelDependence.Observation {
    let dataset = splits.training.dataset
    let chosen = splits.training.sample(ImageSamples.labelSamples, key: key)
    let (known, asked) = (chosen.prefix(chosen.count / 2), chosen.suffix(chosen.count / 2))
    let means = ClassMeans(dataset, of: Array(known))
    let answers = asked.compactMap { means.nearest(to: $0, in: dataset) }
    let labels = dataset.labels(asked)
    func counts(_ labels: [Int]) -> [Int] {
      dataset.classNames.indices.map { label in labels.count { $0 == label } }
    }
    return LabelDependence.Observation(
      counts: counts(dataset.labels), classNames: dataset.classNames, asked: counts(labels),
      answered: counts(answers), right: zip(answers, labels).count { $0 == $1 },
      splitsOfOneClass: splits.others.filter { $0.source.dataset.count >= 20 }
        .filter { Set($0.source.dataset.labels).count == 1 }.map(\.name),
      mostTelling: mostTelling(chosen, in: dataset))
  }
}

extension ImageSamples {
  /// The value of an image that the classes explain best, with η²: 1 − (variance within classes) / (variance).
  private func mostTelling(
    _ chosen: [Int], in dataset: ImageDataset
  ) -> (place: String, share: Double)? {
    let (size, classes) = (ImageDataset.imageShape.count, dataset.classNames.count)
    guard chosen.count >= 20 * classes else { return nil }
    var sums = [Double](repeating: 0, count: size * classes)
    var squares = [Double](repeating: 0, count: size)
    var counts = [Double](repeating: 0, count: classes)
    dataset.pixels.withUnsafeBufferPointer { pixels in
      for index in chosen {
        let label = dataset.labels[index]
        counts[label] += 1
        for i in 0..<size {
          let value = Double(pixels[index * size + i])
          sums[label * size + i] += value
          squares[i] += value * value
        }
      }
    }
    let total = Double(chosen.count)
    let shares = (0..<size).map { i in
      var (sum, between) = (0.0, 0.0)
      for label in 0..<classes where counts[label] > 0 {
        let own = sums[label * size + i]
        sum += own
        between += own * own / counts[label]
      }
      let variance = squares[i] - sum * sum / total
      // Less than one step of brightness is no variance.
      return variance > total ? (between - sum * sum / total) / variance : 0
    }
    guard let best = shares.indices.max(by: { shares[$0] < shares[$1] }) else { return nil }
    let (area, width) = (
      ImageDataset.imageShape.stride(of: 0), ImageDataset.imageShape.stride(of: 1)
    )
    return (
      "channel \(best / area), row \(best % area / width), column \(best % width)", shares[best]
    )
  }
}

extension Tensor {
  /// One channel of images [N, C, H, W], as [N, H·W].
  fileprivate func channel(_ channel: Int) -> Tensor {
    let (samples, channels, area) = (shape[0], shape[1], shape.stride(of: 1))
    return Tensor([samples, area]) { result in
      withElements { x in
        for n in 0..<samples {
          for i in 0..<area { result[n * area + i] = x[(n * channels + channel) * area + i] }
        }
      }
    }
  }
}

/// The mean image of each class: a classifier with nothing to tune.
private struct ClassMeans {
  private var means: [[Float]]

  init(_ dataset: ImageDataset, of indices: [Int]) {
    let size = ImageDataset.imageShape.count
    var sums = [[Int]](
      repeating: [Int](repeating: 0, count: size), count: dataset.classNames.count)
    var counts = [Int](repeating: 0, count: dataset.classNames.count)
    for index in indices {
      let label = dataset.labels[index]
      counts[label] += 1
      for i in 0..<size { sums[label][i] += Int(dataset.pixels[index * size + i]) }
    }
    means = zip(sums, counts).map { sum, count in
      count == 0 ? [] : sum.map { Float($0) / Float(count) }
    }
  }

  /// The class whose mean is nearest by Euclidean distance.
  func nearest(to index: Int, in dataset: ImageDataset) -> Int? {
    let size = ImageDataset.imageShape.count
    return dataset.pixels.withUnsafeBufferPointer { pixels in
      means.indices.filter { !means[$0].isEmpty }.min {
        distance(pixels.baseAddress! + index * size, means[$0])
          < distance(pixels.baseAddress! + index * size, means[$1])
      }
    }
  }

  private func distance(_ image: UnsafePointer<UInt8>, _ mean: [Float]) -> Float {
    mean.withUnsafeBufferPointer { mean in
      var sum: Float = 0
      for i in 0..<mean.count {
        let difference = Float(image[i]) - mean[i]
        sum += difference * difference
      }
      return sum
    }
  }
}
