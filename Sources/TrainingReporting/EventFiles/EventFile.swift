import Foundation

/// The bytes of an event file, as TensorBoard reads it: scalars, histograms and pictures of the steps of a
/// training.
///
///     var events = EventFile(startTime: 0)
///     events.add("loss", 2.3, step: 0)
///     events.add("fc1.weight", histogramOf: weights, step: 0)
///     try events.data.write(to: URL(filePath: "runs/1/events.out.tfevents.1"))
///
/// A record is the length of a message (8 bytes), its checksum, the message, and its checksum, all with the least
/// significant byte first; a message is an `Event` of Protocol Buffers: time, step, and a summary of one tag.
///
/// Source: the descriptions of TFRecord files and of `event.proto` and `summary.proto` in TensorFlow's
/// documentation.
public struct EventFile: Sendable {
  public private(set) var data = Data()
  private let startTime: Double

  /// - Parameter startTime: When the training began, in seconds since 1970; steps are a second each.
  public init(startTime: Double) {
    self.startTime = startTime
    var event = ProtocolBuffer()
    event.add(1, startTime)
    event.add(3, "brain.Event:2")
    append(event)
  }

  /// One number at one step.
  public mutating func add(_ tag: String, _ value: Double, step: Int) {
    var summary = ProtocolBuffer()
    summary.add(1, tag)
    summary.add(2, Float(value))
    append(summary, step)
  }

  /// Numbers at one step by how they are distributed; what is not finite is left out.
  public mutating func add(_ tag: String, histogramOf values: [Double], step: Int) {
    var (number, least, most, sum, squares) = (0.0, Double.infinity, -Double.infinity, 0.0, 0.0)
    for value in values where value.isFinite {
      number += 1
      least = min(least, value)
      most = max(most, value)
      sum += value
      squares += value * value
    }
    guard number > 0 else { return }
    let count = 30
    let width =
      most > least
      ? most / Double(count) - least / Double(count)
      : max(least.magnitude, 1) / Double(count)
    let limits = (1..<count).map { least + width * Double($0) } + [max(most, least + width)]
    var counts = [Double](repeating: 0, count: count)
    for value in values where value.isFinite {
      // The last bucket has its upper limit, too.
      counts[min(count - 1, Int(value / width - least / width))] += 1
    }
    var histogram = ProtocolBuffer()
    histogram.add(1, least)
    histogram.add(2, most)
    histogram.add(3, number)
    histogram.add(4, sum)
    histogram.add(5, squares)
    histogram.add(6, packed: limits)
    histogram.add(7, packed: counts)
    var summary = ProtocolBuffer()
    summary.add(1, tag)
    summary.add(5, histogram)
    append(summary, step)
  }

  /// A picture at one step.
  public mutating func add(_ tag: String, _ picture: Picture, step: Int) {
    var image = ProtocolBuffer()
    image.add(1, Int64(picture.height))
    image.add(2, Int64(picture.width))
    // Red, green and blue.
    image.add(3, Int64(3))
    image.add(4, picture.png)
    var summary = ProtocolBuffer()
    summary.add(1, tag)
    summary.add(4, image)
    append(summary, step)
  }

  private mutating func append(_ value: ProtocolBuffer, _ step: Int) {
    var summary = ProtocolBuffer()
    summary.add(1, value)
    var event = ProtocolBuffer()
    event.add(1, startTime + Double(step))
    event.add(2, Int64(step))
    event.add(5, summary)
    append(event)
  }

  private mutating func append(_ event: ProtocolBuffer) {
    var length = Data()
    withUnsafeBytes(of: UInt64(event.data.count).littleEndian) { length.append(contentsOf: $0) }
    for part in [length, event.data] {
      data += part
      withUnsafeBytes(of: MaskedCRC32C(part).value.littleEndian) { data.append(contentsOf: $0) }
    }
  }
}
