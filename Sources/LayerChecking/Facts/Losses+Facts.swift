import GradientChecking
import Layers
import Tensors

extension MapFacts {
  /// Adds what is known of a loss over labels.
  fileprivate mutating func describeLabels(_ labels: [Int], _ shape: Shape) {
    guard shape.rank == 2 else { return }
    quantities.append(Quantity("N", "the number of samples", Double(shape[0])))
    quantities.append(Quantity("K", "the number of classes", Double(shape[1])))
    let places = Set(labels.enumerated().map { $0 * shape[1] + $1 })
    self.places.append(Place("labels", in: "prediction", places))
    self.places.append(
      Place("all but the labels", in: "prediction", Set(0..<shape.count).subtracting(places)))
  }

  /// Adds other losses whose gradient may have been taken for this one's.
  fileprivate mutating func describeShifted<L: Loss>(
    _ loss: L, _ prediction: Tensor<L.Scalar>, _ labels: [Int]
  ) where L.Target == [Int], L.Prediction == Tensor<L.Scalar> {
    guard prediction.shape.rank == 2, !labels.isEmpty else { return }
    let classes = prediction.shape[1]
    variants.append(
      Variant(
        "label + 1", .layout,
        LossMap(loss, at: prediction, target: labels.map { ($0 + 1) % classes })))
    variants.append(
      Variant(
        "label − 1", .layout,
        LossMap(loss, at: prediction, target: labels.map { ($0 + classes - 1) % classes })))
    variants.append(
      Variant(
        "sample − 1", .layout,
        LossMap(loss, at: prediction, target: [labels[labels.count - 1]] + labels.dropLast())))
    variants.append(
      Variant(
        "sample + 1", .layout,
        LossMap(loss, at: prediction, target: labels.dropFirst() + [labels[0]])))
  }

  /// Adds what is known of a loss of the difference of prediction and target.
  fileprivate mutating func describeDifference<Scalar>(
    _ prediction: Tensor<Scalar>, _ target: Tensor<Scalar>
  ) {
    let shape = prediction.shape
    quantities.append(Quantity("N", "the number of values", Double(shape.count)))
    if shape.rank > 1 {
      quantities.append(
        Quantity("D", "the number of values in a sample", Double(shape.count / max(1, shape[0]))))
      quantities.append(Quantity("samples", "the number of samples", Double(shape[0])))
    }
    let d = zip(prediction.block(), target.block()).map { $0 - $1 }
    fields.append(Field("d", of: "prediction", d))
    places.append(
      Place("d < 0", in: "prediction", Set(d.indices.filter { d[$0] < 0 })))
    places.append(
      Place("d > 0", in: "prediction", Set(d.indices.filter { d[$0] > 0 })))
    places.append(
      Place("d = 0", in: "prediction", Set(d.indices.filter { d[$0] == 0 })))
  }
}

extension SoftmaxCrossEntropy: DescribedLoss {
  public func describe(
    _ prediction: Tensor<Scalar>, _ target: [Int], _ upstream: Double, in facts: inout MapFacts
  ) {
    facts.describeLabels(target, prediction.shape)
    facts.describeShifted(self, prediction, target)
    guard let cache = try? forward(prediction, target: target).cache else { return }
    let gradient = backward(Scalar(upstream), cache: cache).block()
    let classes = prediction.shape[1]
    let share = reduction == .mean ? upstream / Double(max(1, target.count)) : upstream
    let label = gradient.indices.map { target[$0 / classes] == $0 % classes ? -share : 0 }
    facts.terms.append(MapFacts.Term("onehot", of: "prediction", label))
    let softmax = zip(gradient, label).map { $0 - $1 }
    facts.confusions.append(
      MapFacts.Confusion(
        "softmax", .missingPart, of: "prediction",
        zip(prediction.block(), label).map { share * $0 + $1 }))
    facts.terms.append(MapFacts.Term("softmax", of: "prediction", softmax))
    facts.fields.append(
      MapFacts.Field("y", of: "prediction", softmax.map { share == 0 ? 0 : $0 / share }))
  }
}

extension CrossEntropy: DescribedLoss {
  public func describe(
    _ prediction: Tensor<Scalar>, _ target: [Int], _ upstream: Double, in facts: inout MapFacts
  ) {
    facts.describeLabels(target, prediction.shape)
    facts.describeShifted(self, prediction, target)
    let share = reduction == .mean ? upstream / Double(max(1, target.count)) : upstream
    let classes = max(1, prediction.shape.extents.last ?? 1)
    facts.confusions.append(
      MapFacts.Confusion(
        "1/p", .missingPart, of: "prediction",
        prediction.block().enumerated().map {
          share * ($1 - (target[$0 / classes] == $0 % classes ? 1 : 0))
        }))
    facts.fields.append(
      MapFacts.Field("1/p", of: "prediction", prediction.block().map { 1 / $0 }))
  }
}

extension Hinge: DescribedLoss {
  public func describe(
    _ prediction: Tensor<Scalar>, _ target: [Int], _ upstream: Double, in facts: inout MapFacts
  ) {
    facts.describeLabels(target, prediction.shape)
    facts.describeShifted(self, prediction, target)
    describeConfusions(prediction, target, upstream, in: &facts)
    facts.variants.append(
      MapFacts.Variant(
        isSquared ? "margin" : "margin too many", .missingPart,
        LossMap(
          Hinge(delta: delta, squared: !isSquared, reduction: reduction), at: prediction,
          target: target)))
  }
}

extension Hinge {
  /// Gradients that count the margins in another way.
  private func describeConfusions(
    _ prediction: Tensor<Scalar>, _ target: [Int], _ upstream: Double, in facts: inout MapFacts
  ) {
    guard !isSquared, prediction.shape.rank == 2,
      let cache = try? forward(prediction, target: target).cache
    else { return }
    let right = backward(Scalar(upstream), cache: cache).block()
    let share = reduction == .mean ? upstream / Double(max(1, target.count)) : upstream
    let classes = prediction.shape[1]
    func isLabel(_ i: Int) -> Bool { target[i / classes] == i % classes }
    facts.confusions.append(
      MapFacts.Confusion(
        "count of margins", .missingPart, of: "prediction",
        right.indices.map { isLabel($0) ? (right[$0] == 0 ? 0 : -share) : right[$0] }))
    facts.confusions.append(
      MapFacts.Confusion(
        "inactive for active", .place, of: "prediction",
        right.indices.map { isLabel($0) ? right[$0] : right[$0] == 0 ? share : 0 }))
  }
}

extension MeanSquaredError: DescribedLoss {
  public func describe(
    _ prediction: Tensor<Scalar>, _ target: Tensor<Scalar>, _ upstream: Double,
    in facts: inout MapFacts
  ) {
    facts.describeDifference(prediction, target)
    let count = reduction == .mean ? Double(max(1, prediction.count)) : 1
    let factor = (isHalved ? 1 : 2) * upstream / count
    facts.terms.append(
      MapFacts.Term("prediction", of: "prediction", prediction.block().map { factor * $0 }))
    facts.terms.append(
      MapFacts.Term("target", of: "prediction", target.block().map { -factor * $0 }))
  }
}

extension MeanAbsoluteError: DescribedLoss {
  public func describe(
    _ prediction: Tensor<Scalar>, _ target: Tensor<Scalar>, _ upstream: Double,
    in facts: inout MapFacts
  ) {
    facts.describeDifference(prediction, target)
    facts.variants.append(
      MapFacts.Variant(
        "target", .missingPart,
        LossMap(self, at: prediction, target: target.map { _ in 0 })))
  }
}

extension Huber: DescribedLoss {
  public func describe(
    _ prediction: Tensor<Scalar>, _ target: Tensor<Scalar>, _ upstream: Double,
    in facts: inout MapFacts
  ) {
    facts.describeDifference(prediction, target)
    let delta = Double(self.delta)
    let d = zip(prediction.block(), target.block()).map { $0 - $1 }
    func add(_ name: String, _ isInside: (Double) -> Bool) {
      facts.places.append(
        MapFacts.Place(name, in: "prediction", Set(d.indices.filter { isInside(d[$0]) })))
    }
    add("|d| ≤ δ") { $0.magnitude <= delta }
    add("|d| > δ") { $0.magnitude > delta }
    add("d < −δ") { $0 < -delta }
    add("d > δ") { $0 > delta }
    add("δ² < |d| ≤ δ") { $0.magnitude > delta * delta && $0.magnitude <= delta }
    facts.quantities.append(MapFacts.Quantity("δ", "the threshold", delta))
    let share = reduction == .mean ? upstream / Double(max(1, d.count)) : upstream
    facts.confusions.append(
      MapFacts.Confusion(
        "|d| ≤ δ for |d| > δ", .place, of: "prediction",
        d.map { share * ($0.magnitude > delta ? $0 : $0 > 0 ? delta : -delta) }))
  }
}
