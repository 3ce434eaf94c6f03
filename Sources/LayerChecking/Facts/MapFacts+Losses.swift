import GradientChecking
import Layers
import Tensors

extension MapFacts {
  /// Adds what is known of a loss over labels.
  mutating func describeLabels(_ labels: [Int], _ shape: Shape) {
    guard shape.rank == 2 else { return }
    quantities.append(Quantity("N", "the number of samples", Double(shape[0])))
    quantities.append(Quantity("K", "the number of classes", Double(shape[1])))
    let places = Set(labels.enumerated().map { $0 * shape[1] + $1 })
    self.places.append(Place("labels", in: "prediction", places))
    self.places.append(
      Place("all but the labels", in: "prediction", Set(0..<shape.count).subtracting(places)))
  }

  /// Adds other losses whose gradient may have been taken for this one's.
  mutating func describeShifted<L: Loss>(
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
  mutating func describeDifference<Scalar>(
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
