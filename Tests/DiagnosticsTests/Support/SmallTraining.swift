import Diagnostics
import Foundation
import GSL

/// A real training of a small network, written out in loops: two layers of weights, by gradient descent or
/// Adam, on clusters or on a linear function. Every fault is a change of one property of a healthy one.
struct SmallTraining {
  enum Activation { case relu, tanh, sigmoid }

  // The data: clusters of so many classes, or for 1 a linear function.
  var classes = 4
  var inputs = 8
  var samples = 256
  var labelNoise = 0.3
  var inputShift = 0.0
  var targetScale = 1.0
  var targetShift = 0.0
  /// The labels of samples, changed.
  var relabel: (Int) -> Int = { $0 }
  var isSorted = false
  /// A value that is not a number in one sample.
  var hole: Int?

  // The network.
  var hidden = 24
  var activation = Activation.relu
  var outputActivation: Activation?
  var initialize: (_ layer: Int, _ value: Double) -> Double = { $1 }
  var firstBias = 0.0
  var appliesSoftmaxTwice = false

  // The training.
  var steps = 120
  var batch = 16
  var rate = 0.1
  var isAdam = false
  var schedule: (Int) -> Double = { _ in 1 }
  var accumulation = 1
  var isSkipped: (Int) -> Bool = { _ in false }
  var isZeroed = true
  var direction = 1.0
  var decay = 0.0
  var frozenLayer: Int?
  var forgottenLayer: Int?
  /// Steps of an earlier training that the weights come from.
  var earlierSteps = 0
  var comparesAllPairs = false
  var seed: UInt64 = 1

  // What is told of it.
  var tellsRate = true
  var tellsRoles = true
  var tellsDescent = true

  /// What is found by all probes.
  func findings() -> [Finding] {
    var monitor = TrainingMonitor()
    run { monitor.record($0) }
    return monitor.findings
  }

  /// The codes of what failed, and of what is worth a look, worst first.
  func failures() -> [String] { findings().filter { $0.verdict == .fail }.map(\.code.rawValue) }
  func problems() -> [String] { findings().filter { $0.verdict < .pass }.map(\.code.rawValue) }

  // MARK: - Data

  private struct Sample {
    var x: [Double]
    var label: Int
    var y: Double
  }

  private func data(_ generator: RandomGenerator) -> [Sample] {
    let centers = (0..<max(1, classes)).map { _ in generator.normals(inputs).map { 1.3 * $0 } }
    let slope = generator.normals(inputs)
    var data = (0..<samples).map { i in
      let label = classes > 1 ? i % classes : 0
      let x = zip(generator.normals(inputs), centers[label]).map {
        classes > 1 ? 0.8 * $0 + $1 : $0
      }
      let y =
        zip(x, slope).reduce(0) { $0 + $1.0 * $1.1 } + labelNoise
        * generator.normal(standardDeviation: 1)
      return Sample(
        x: x.map { $0 + inputShift }, label: relabel(label), y: targetScale * y + targetShift)
    }
    if let hole { data[hole].x[1] = .nan }
    return isSorted ? data.sorted { $0.label < $1.label } : data
  }

  // MARK: - Training

  func run(_ record: (TrainingStep) -> Void) {
    let generator = RandomGenerator(seed: seed)
    let data = data(generator)
    var network = Network(self, generator)
    var order = isSorted ? Array(0..<samples) : generator.permutation(samples)
    var place = 0
    for number in -earlierSteps..<steps {
      if place + batch > samples {
        place = 0
        if !isSorted { order = generator.permutation(samples) }
      }
      let chosen = order[place..<place + batch].map { data[$0] }
      place += batch
      // The earlier training is a healthy one of its own, with Adam.
      let step = network.step(chosen.map { ($0.x, $0.label, $0.y) }, number)
      if number == -1 { network.forgetMoments() }
      if number >= 0 { record(step) }
    }
  }
}

/// Two layers of weights and biases, their gradients and Adam's moments.
private struct Network {
  let it: SmallTraining
  let outputs: Int
  /// Weights and bias of the first layer, then of the second.
  var tensors: [[Double]]
  var gradients: [[Double]]
  var first: [[Double]]
  var second: [[Double]]
  var updates = 0

  init(_ it: SmallTraining, _ generator: RandomGenerator) {
    self.it = it
    outputs = max(1, it.classes)
    let he = [(2 / Double(it.inputs)).squareRoot(), (2 / Double(it.hidden)).squareRoot()]
    tensors = [
      generator.normals(it.inputs * it.hidden).map { it.initialize(0, he[0] * $0) },
      [Double](repeating: it.firstBias, count: it.hidden),
      generator.normals(it.hidden * outputs).map { it.initialize(1, he[1] * $0) },
      [Double](repeating: 0, count: outputs),
    ]
    gradients = tensors.map { [Double](repeating: 0, count: $0.count) }
    first = gradients
    second = gradients
  }

  mutating func forgetMoments() {
    first = tensors.map { [Double](repeating: 0, count: $0.count) }
    (second, updates) = (first, 0)
  }

  private static func apply(_ activation: SmallTraining.Activation, _ z: Double) -> (
    Double, slope: Double
  ) {
    switch activation {
    case .relu: return (max(0, z), z > 0 ? 1 : 0)
    case .tanh:
      let y = tanh(z)
      return (y, 1 - y * y)
    case .sigmoid:
      let y = 1 / (1 + exp(-z))
      return (y, y * (1 - y))
    }
  }

  mutating func step(_ batch: [(x: [Double], label: Int, y: Double)], _ number: Int) -> TrainingStep
  {
    let stale = gradients.map(norm)
    let isFirstOfStep = number.quotientAndRemainder(dividingBy: it.accumulation).remainder == 0
    if it.isZeroed || number < 0, isFirstOfStep {
      for i in gradients.indices { gradients[i] = gradients[i].map { _ in 0 } }
    }
    let told = it.isZeroed ? [Double](repeating: 0, count: 4) : stale
    var (loss, hiddenValues, scores, predictions) = (0.0, [[Double]](), [[Double]](), [Double]())
    let share = 1 / Double(batch.count)
    // Forward, all samples; then backward, which may compare each with every target.
    for sample in batch {
      let z = (0..<it.hidden).map { j in
        (0..<it.inputs).reduce(tensors[1][j]) { $0 + tensors[0][j * it.inputs + $1] * sample.x[$1] }
      }
      hiddenValues.append(z)
      let h = z.map { Network.apply(it.activation, $0).0 }
      scores.append(
        (0..<outputs).map { k in
          (0..<it.hidden).reduce(tensors[3][k]) { $0 + tensors[2][k * it.hidden + $1] * h[$1] }
        })
    }
    for (n, sample) in batch.enumerated() {
      var slopes = [Double](repeating: 0, count: outputs)
      if it.classes > 1 {
        var p = softmax(scores[n])
        let once = p
        if it.appliesSoftmaxTwice { p = softmax(once) }
        loss -= share * log(max(1e-300, p[sample.label]))
        if p.contains(where: \.isNaN) { loss = .nan }
        slopes = p.enumerated().map { $1 - ($0 == sample.label ? 1 : 0) }
        if it.appliesSoftmaxTwice {
          let inner = zip(slopes, once).reduce(0) { $0 + $1.0 * $1.1 }
          slopes = zip(slopes, once).map { $1 * ($0 - inner) }
        }
        predictions += it.appliesSoftmaxTwice ? once : scores[n]
      } else {
        let (value, slope) =
          it.outputActivation.map { Network.apply($0, scores[n][0]) } ?? (scores[n][0], 1)
        let targets = it.comparesAllPairs ? batch.map(\.y) : [sample.y]
        for y in targets {
          let weight = share / Double(targets.count)
          loss += weight * (value - y) * (value - y)
          slopes[0] += 2 * (value - y) * slope / Double(targets.count)
        }
        predictions.append(value)
      }
      backward(sample.x, hiddenValues[n], slopes.map { $0 * share })
    }
    return update(
      batch, loss: loss, hidden: hiddenValues, predictions: predictions, stale: told, number: number
    )
  }

  private mutating func backward(_ x: [Double], _ z: [Double], _ slopes: [Double]) {
    let active = z.map { Network.apply(it.activation, $0) }
    for k in 0..<outputs {
      gradients[3][k] += slopes[k]
      for j in 0..<it.hidden { gradients[2][k * it.hidden + j] += slopes[k] * active[j].0 }
    }
    for j in 0..<it.hidden {
      let back =
        (0..<outputs).reduce(0) { $0 + slopes[$1] * tensors[2][$1 * it.hidden + j] }
        * active[j].slope
      gradients[1][j] += back
      for i in 0..<it.inputs { gradients[0][j * it.inputs + i] += back * x[i] }
    }
  }

  private mutating func update(
    _ batch: [(x: [Double], label: Int, y: Double)], loss: Double, hidden: [[Double]],
    predictions: [Double],
    stale: [Double], number: Int
  ) -> TrainingStep {
    let rate = number < 0 ? 0.01 : it.rate * it.schedule(number)
    let isStep =
      number < 0
      || number % it.accumulation == it.accumulation - 1 && !it.isSkipped(number)
    let before = tensors
    if isStep {
      updates += 1
      for t in tensors.indices where t / 2 != it.forgottenLayer && t / 2 != it.frozenLayer {
        for i in tensors[t].indices {
          let g = gradients[t][i] / Double(it.accumulation)
          var move = g
          if it.isAdam || number < 0 {
            first[t][i] = 0.9 * first[t][i] + 0.1 * g
            second[t][i] = 0.999 * second[t][i] + 0.001 * g * g
            let (a, b) = (1 - pow(0.9, Double(updates)), 1 - pow(0.999, Double(updates)))
            move = first[t][i] / a / ((second[t][i] / b).squareRoot() + 1e-8)
          }
          tensors[t][i] -= it.direction * rate * move + (number < 0 ? 0 : it.decay * tensors[t][i])
        }
      }
    }
    var step = TrainingStep(
      loss: loss, samples: batch.count,
      learningRate: it.tellsRate ? it.rate * it.schedule(max(0, number)) : nil)
    let names = ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"]
    let shapes = [[it.hidden, it.inputs], [it.hidden], [outputs, it.hidden], [outputs]]
    step.parameters = tensors.indices.map { t in
      let change = zip(tensors[t], before[t]).map { $0 - $1 }
      let (g, d) = (gradients[t], norm(change))
      return it.tellsRoles
        ? ParameterStatistics(
          names[t], shape: shapes[t], norm: norm(before[t]),
          mean: before[t].reduce(0, +) / Double(before[t].count),
          gradientNorm: norm(g), updateNorm: d,
          descent: it.tellsDescent
            ? -zip(g, change).reduce(0) { $0 + $1.0 * $1.1 } / (norm(g) * d) : nil,
          staleGradientNorm: stale[t], isFrozen: t / 2 == it.frozenLayer)
        : ParameterStatistics("p\(t)", norm: norm(before[t]), gradientNorm: norm(g), updateNorm: d)
    }
    describe(&step, batch, hidden, predictions, isFirst: number == 0)
    return step
  }

  private func describe(
    _ step: inout TrainingStep, _ batch: [(x: [Double], label: Int, y: Double)],
    _ hidden: [[Double]],
    _ predictions: [Double], isFirst: Bool
  ) {
    guard it.tellsRoles else { return }
    let x = batch.flatMap(\.x)
    step.inputs = InputStatistics(
      mean: mean(x), standardDeviation: deviation(x), notFinite: x.count { !$0.isFinite })
    step.isTraining = true
    let (kind, name): (LayerStatistics.Kind, String) =
      switch it.activation {
      case .relu: (.relu, "relu")
      case .tanh: (.tanh, "tanh")
      case .sigmoid: (.sigmoid, "sigmoid")
      }
    let z = hidden.flatMap { $0 }
    let h = z.map { Network.apply(it.activation, $0).0 }
    let spread = hidden.map { deviation($0) }.reduce(0) { $0 + $1 * $1 / Double(hidden.count) }
      .squareRoot()
    step.layers = [
      LayerStatistics(
        "fc1", .affine, mean: mean(z), standardDeviation: deviation(z),
        unitDeviation: isFirst ? spread : nil),
      LayerStatistics(
        name, kind, mean: mean(h), standardDeviation: deviation(h),
        activeUnits: kind == .relu
          ? (0..<it.hidden).map { j in hidden.contains { $0[j] > 0 } } : nil,
        saturatedShare: kind == .relu
          ? nil
          : Double(h.count { kind == .tanh ? abs($0) > 0.97 : abs($0 - 0.5) > 0.47 })
            / Double(h.count)),
      LayerStatistics(
        "fc2", .affine, mean: mean(predictions), standardDeviation: deviation(predictions)),
    ]
    if let output = it.outputActivation {
      let kind: LayerStatistics.Kind = output == .relu ? .relu : output == .tanh ? .tanh : .sigmoid
      step.layers.append(
        LayerStatistics(
          "output", kind, mean: mean(predictions), standardDeviation: deviation(predictions),
          saturatedShare: kind == .relu
            ? nil
            : Double(predictions.count { abs($0) > 0.97 || kind == .sigmoid && $0 < 0.03 })
              / Double(predictions.count)))
    }
    let range = [predictions.min() ?? 0, predictions.max() ?? 0]
    if it.classes > 1 {
      var counts = [Int](repeating: 0, count: it.classes)
      for sample in batch { counts[sample.label] += 1 }
      let sum = it.appliesSoftmaxTwice ? [1.0, 1.0] : [range[0] * 3, range[1] * 3]
      step.objective = ObjectiveStatistics(
        "CrossEntropyLoss", predictionShape: [batch.count, it.classes], targetShape: [batch.count],
        prediction: range, target: [0, Double(it.classes - 1)], sums: sum, labelCounts: counts)
    } else {
      let y = batch.map(\.y)
      step.objective = ObjectiveStatistics(
        "MSELoss", predictionShape: [batch.count, 1],
        targetShape: it.comparesAllPairs ? [batch.count] : [batch.count, 1],
        prediction: range, target: [y.min() ?? 0, y.max() ?? 0], targetDeviation: deviation(y))
    }
  }

  private func softmax(_ scores: [Double]) -> [Double] {
    let largest = scores.max() ?? 0
    let powers = scores.map { exp($0 - largest) }
    let total = powers.reduce(0, +)
    return powers.map { $0 / total }
  }

  private func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
  private func mean(_ x: [Double]) -> Double { x.reduce(0, +) / Double(max(1, x.count)) }
  private func deviation(_ x: [Double]) -> Double {
    let m = mean(x)
    return (x.reduce(0) { $0 + ($1 - m) * ($1 - m) } / Double(max(1, x.count))).squareRoot()
  }
}
