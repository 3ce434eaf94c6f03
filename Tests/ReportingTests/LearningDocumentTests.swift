import Foundation
import GradientChecking
import Testing

@testable import Reporting
@testable import TrainingReporting

/// What the commands that train write, apart from what they train.
@Suite struct LearningDocumentTests {
  private let subject = LearningSubject(
    model: "mlp", parameters: 12, optimizer: "adam", objective: "loss", data: "points", batch: 4,
    seed: 3)

  private func rates(_ suggestion: Double?) -> RateDocument {
    RateDocument(
      subject,
      points: [
        .init(rate: 1e-3, loss: 2.3, smoothed: 2.3), .init(rate: 1e-2, loss: 1.1, smoothed: 1.2),
        .init(rate: 1e-1, loss: .infinity, smoothed: nil),
      ], divergence: 1e-2, steepest: 2e-3, suggestion: suggestion, usual: 1e-3, isComplete: true)
  }

  private var training: TrainDocument {
    var training = TrainDocument(subject, stepsPerEpoch: 2, epochsAsked: 3)
    training.losses = [2, 1.5, 1, .nan]
    training.epochs = [
      .init(
        number: 1, steps: 2, learningRate: 0.1, loss: 1.75, accuracy: 0.5, validationLoss: 1.6,
        validationAccuracy: 0.25)
    ]
    training.ending = "diverged"
    return training
  }

  @Test func `documents are read as they were written, also what is not finite`() throws {
    let rates = rates(1e-3)
    #expect(try RateDocument(json: rates.encoded()) == rates)
    let read = try TrainDocument(json: training.encoded())
    #expect(read.losses.count == 4 && read.losses[3].isNaN && read.epochs == training.epochs)
    #expect(!read.isPassed && read.best?.number == 1)
    let search = SearchDocument(
      subject, ranges: [.init(name: "learningRate", low: 1e-3, high: 1)],
      trials: [
        .init(
          number: 0, round: 0, epochs: 1, values: ["learningRate": 0.1], loss: .infinity,
          accuracy: nil, hasDiverged: true)
      ], best: nil, warnings: [], isComplete: true)
    #expect(try SearchDocument(json: search.encoded()) == search)
    #expect(SearchText().render(search).contains("All 1 trials diverged."))
  }

  @Test func `a sweep says what to try, or that nothing helps`() {
    let text = RateText().render(rates(1e-3))
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("Try --learning-rate 1.0e-03."), "\(text)")
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(RateText().render(rates(nil)).contains("falls at no rate"))
  }

  @Test func `curves of characters stand where their values are`() {
    var chart = TextChart(
      x: Axis("x", .linear, 0...1, ticks: []), y: Axis("y", .linear, 0...1, ticks: []))
    chart.plot([(0, 1), (1, 0), (0.5, .nan), (.infinity, 0)], "*")
    let rows = chart.lines.filter { $0.contains("│") }
    #expect(rows.count == 12)
    #expect(rows[0].hasSuffix("│*") && rows[11].hasSuffix(" *"))
    #expect(rows[1...10].allSatisfy { !$0.contains("*") })
  }

  @Test func `filters of three channels are a picture, others are none`() throws {
    // Two filters of 1×2 pixels: red first, then as much of each color.
    let weights: [Double] = [1, 0, 0, 0, 0, 0] + [0.5, 0.7, 0.5, 0.7, 0.5, 0.7]
    let sheet = try #require(FilterSheet("conv1.weight", weights: weights, rows: 1, columns: 2))
    #expect(sheet.count == 2)
    #expect(sheet.png == Picture(filters: weights, shape: [2, 3, 1, 2], scale: 1)?.png)
    #expect(FilterSheet("x", weights: [1, 2], rows: 1, columns: 1) == nil)
    #expect(FilterSheet("x", weights: [1, .nan, 2], rows: 1, columns: 1) == nil)
  }
}
