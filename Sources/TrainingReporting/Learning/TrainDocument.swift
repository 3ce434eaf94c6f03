import Diagnostics
import Foundation
import Reporting

/// The results of a run of `sanity train`.
public struct TrainDocument: Sendable, Codable, Equatable, LearningDocument {
  /// The version of the schema.
  public static let schema = 1

  /// What an epoch came to.
  public struct Epoch: Sendable, Codable, Equatable {
    /// From 1.
    public let number: Int
    /// The steps made up to its end.
    public let steps: Int
    /// The rate of its last step.
    public let learningRate: Double
    /// The means over its steps, each before its update and in training mode.
    public let loss: Double
    public let accuracy: Double?
    /// On the examples of validation after it, in inference mode.
    public let validationLoss: Double
    public let validationAccuracy: Double?

    public init(
      number: Int, steps: Int, learningRate: Double, loss: Double, accuracy: Double?,
      validationLoss: Double, validationAccuracy: Double?
    ) {
      self.number = number
      self.steps = steps
      self.learningRate = learningRate
      self.loss = loss
      self.accuracy = accuracy
      self.validationLoss = validationLoss
      self.validationAccuracy = validationAccuracy
    }
  }

  /// What the network comes to at the end, in inference mode, on examples that it was trained on and on others.
  public struct Generalization: Sendable, Codable, Equatable {
    public let trainingLoss: Double
    public let trainingAccuracy: Double?
    public let validationLoss: Double
    public let validationAccuracy: Double?

    public init(
      trainingLoss: Double, trainingAccuracy: Double?, validationLoss: Double,
      validationAccuracy: Double?
    ) {
      self.trainingLoss = trainingLoss
      self.trainingAccuracy = trainingAccuracy
      self.validationLoss = validationLoss
      self.validationAccuracy = validationAccuracy
    }
  }

  public let schema: Int
  public let tool: String
  public let subject: LearningSubject
  public let stepsPerEpoch: Int
  /// The epochs that were asked for.
  public let epochsAsked: Int
  public var epochs: [Epoch] = []
  /// The loss of each step, before its update.
  public var losses: [Double] = []
  /// Why it ended: finished, stopped early, diverged, or interrupted.
  public var ending = "interrupted"
  public var generalization: Generalization?
  /// What the probes say of the steps that were watched, worst first.
  public var findings: [Finding] = []
  /// The first layer at the end, where it looks at images.
  public var filters: FilterSheet?
  /// Where its checkpoints are.
  public var checkpoints: String?

  public init(_ subject: LearningSubject, stepsPerEpoch: Int, epochsAsked: Int) {
    schema = TrainDocument.schema
    tool = "sanity train"
    self.subject = subject
    self.stepsPerEpoch = stepsPerEpoch
    self.epochsAsked = epochsAsked
  }

  /// The document a reader wrote earlier.
  ///
  /// - Throws: a `DecodingError` where `json` is not such a document.
  public init(json: Data) throws { try self.init(decoding: json) }

  /// Whether the loss stayed finite and no probe failed.
  public var isPassed: Bool {
    ending != "diverged" && !findings.contains { $0.verdict == .fail }
  }

  /// The epoch of the least validation loss.
  public var best: Epoch? {
    epochs.filter(\.validationLoss.isFinite).min { $0.validationLoss < $1.validationLoss }
  }
}

extension TrainDocument: ReportDocument {
  public static let formats: [ReportFormat<TrainDocument>] = formats(
    text: "for the terminal, as it goes", of: "the curves")
}

// MARK: - Words

extension TrainDocument {
  var title: String { "Training of \(subject.model)" }

  /// How it ended, in a sentence or two.
  var conclusion: String {
    let best = best.map {
      ", best after epoch \($0.number): validation loss \($0.validationLoss.learned)"
        + ($0.validationAccuracy.map { ", accuracy \(TrainDocument.percent($0))" } ?? "")
    }
    let end =
      switch ending {
      case "finished": "Finished after \(epochs.count) of \(epochsAsked) epochs"
      case "stopped early":
        "Stopped after \(epochs.count) of \(epochsAsked) epochs, as validation gets no better"
      case "diverged": "Diverged after \(losses.count) steps: the loss is not finite"
      default: "Interrupted after \(losses.count) steps"
      }
    return end + (best ?? "") + "."
  }

  /// What the difference between training and validation says.
  var gap: String? {
    guard let generalization else { return nil }
    if let own = generalization.trainingAccuracy, let other = generalization.validationAccuracy {
      let points = 100 * (own - other)
      let words =
        points > 10
        ? ": it learns its examples by heart; more data, regularization or a smaller model"
        : own < 0.6 && epochs.count > 1
          ? ": both are low; a larger model, other rates or more epochs" : ""
      return
        "Accuracy \(TrainDocument.percent(own)) in training, \(TrainDocument.percent(other)) in "
        + "validation, a gap of \(String(format: "%.1f", points)) points\(words)."
    }
    return "Loss \(generalization.trainingLoss.learned) in training, "
      + "\(generalization.validationLoss.learned) in validation."
  }

  static func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }

  // MARK: Curves

  /// At most 300 points, each the mean of its neighbors where there are more.
  private var thinned: [(x: Double, y: Double)] {
    let step = max(1, (losses.count + 299) / 300)
    return stride(from: 0, to: losses.count, by: step).map { start in
      let part = losses[start..<min(start + step, losses.count)]
      let middle = Double(start) + Double(part.count) / 2
      return (middle / Double(stepsPerEpoch), part.reduce(0, +) / Double(part.count))
    }
  }

  private var x: Axis {
    let end = max(0.1, Double(losses.count) / Double(stepsPerEpoch))
    let ticks = Axis("epoch", covering: [0, end]).ticks.filter { $0.value <= end }
    return Axis("epoch", .linear, 0...end, ticks: ticks)
  }

  private var lossAxis: Axis {
    let values = (thinned.map(\.y) + epochs.flatMap { [$0.loss, $0.validationLoss] })
      .filter(\.isFinite)
    let isWide =
      values.allSatisfy { $0 > 0 } && (values.max() ?? 1) > 100 * (values.min() ?? 1)
    return Axis("loss", isWide ? .logarithmic : .linear, covering: values + (isWide ? [] : [0]))
  }

  var charts: [Chart] {
    var loss = Chart(
      "Loss", "The loss of the steps, and of training and validation over epochs.", x: x,
      y: lossAxis)
    loss.line(thinned, "faint")
    loss.line(epochs.map { (Double($0.number) - 0.5, $0.loss) }, "plain")
    loss.line(epochs.map { (Double($0.number), $0.validationLoss) }, "good")
    loss.explain("faint", "steps")
    loss.explain("plain", "training")
    loss.explain("good", "validation")
    guard epochs.contains(where: { $0.validationAccuracy != nil }) else { return [loss] }
    var accuracy = Chart(
      "Accuracy", "The share of right answers in training and in validation.", x: x,
      y: Axis("accuracy", covering: [0, 1]))
    accuracy.line(epochs.map { (Double($0.number) - 0.5, $0.accuracy ?? .nan) }, "plain")
    accuracy.line(epochs.map { (Double($0.number), $0.validationAccuracy ?? .nan) }, "good")
    accuracy.explain("plain", "training")
    accuracy.explain("good", "validation")
    return [loss, accuracy]
  }

  var textChart: TextChart {
    var chart = TextChart(x: x, y: lossAxis)
    chart.plot(thinned, "·")
    chart.plot(epochs.map { (Double($0.number), $0.validationLoss) }, "●")
    return chart
  }

  var page: Page {
    let rows = epochs.map { epoch -> HTML in
      let cells = TrainText.cells(epoch, hasAccuracy: hasAccuracy)
      return "<tr>\(cells.map { "<td class=\"number\">\($0)</td>" as HTML })</tr>"
    }
    let heads = TrainText.heads(hasAccuracy: hasAccuracy)
    let problems = findings.filter { $0.verdict < .pass }.map { finding -> HTML in
      let isFailure = finding.verdict == .fail
      return """
        <article class="diagnosis \(isFailure ? "" : "warn")"><h2>\(finding.code.rawValue) \(finding.title)</h2>
        <p><b>Found</b> \(finding.evidence)</p><p><b>Expected</b> \(finding.expectation)</p>
        \(finding.fix.map { "<p><b>Try</b> \($0)</p>" as HTML } ?? .none)</article>
        """
    }
    return Page(
      title: title,
      content: """
        <h1>\(title)</h1>
        <p>\(conclusion) \(gap ?? "")</p>
        <p class="soft">\(subject.words).</p>
        \(problems)
        <div class="charts">\(charts.map(\.figure) + (filters.map { [$0.figure] } ?? []))</div>
        <div class="wide" tabindex="0"><table>
        <tr>\(heads.map { "<th class=\"number\">\($0)</th>" as HTML })</tr>
        \(rows)</table></div>
        """, ownStyle: Page.curves, hasImages: filters != nil)
  }

  var hasAccuracy: Bool { epochs.contains { $0.validationAccuracy != nil } }
}
