import GradientChecking
import LayerChecking
import Layers
import Tensors
import Testing

@Suite("Mistakes in losses")
struct LossMistakeTests {
  private static let labels = [2, 0, 3, 3, 1]
  private static let target = Tensor<Double>.random([5, 4], seed: 2)

  static let specimens = [
    Specimen("Without 1/N", of: SoftmaxCrossEntropy<Double>(), target: labels) {
      $0.right.map { 5 * $0 }
    },
    Specimen("1/N over classes too", of: SoftmaxCrossEntropy<Double>(), target: labels) {
      $0.right.map { $0 / 4 }
    },
    Specimen("The label not subtracted", of: SoftmaxCrossEntropy<Double>(), target: labels) {
      pass in
      var dx = pass.right
      for (n, label) in labels.enumerated() { dx[n * 4 + label] += pass.upstream / 5 }
      return dx
    },
    Specimen("The label's entry only", of: SoftmaxCrossEntropy<Double>(), target: labels) { pass in
      var dx = Tensor<Double>([5, 4])
      for (n, label) in labels.enumerated() { dx[n * 4 + label] = pass.right[n * 4 + label] }
      return dx
    },
    Specimen("Without the 2", of: MeanSquaredError<Double>(), target: target) {
      $0.right.map { $0 / 2 }
    },
    Specimen("The other way round", of: MeanAbsoluteError<Double>(), target: target) {
      $0.right.map { -$0 }
    },
    Specimen("Linear everywhere", of: Huber<Double>(), target: target) { pass in
      pass.prediction.combined(with: target) {
        $0 > $1 ? pass.upstream / 20 : -pass.upstream / 20
      }
    },
    Specimen("Quadratic everywhere", of: Huber<Double>(), target: target) { pass in
      pass.prediction.combined(with: target) { pass.upstream * ($0 - $1) / 20 }
    },
    Specimen("One margin counted, not all", of: Hinge<Double>(), target: labels) { pass in
      var dx = pass.right
      for (n, label) in labels.enumerated() where dx[n * 4 + label] != 0 {
        dx[n * 4 + label] = -pass.upstream / 5
      }
      return dx
    },
    Specimen("The true class forgotten", of: Hinge<Double>(), target: labels) { pass in
      var dx = pass.right
      for (n, label) in labels.enumerated() { dx[n * 4 + label] = 0 }
      return dx
    },
    Specimen("Squared without the 2", of: Hinge<Double>(squared: true), target: labels) {
      $0.right.map { $0 / 2 }
    },
  ]

  @Test("Each is found", arguments: specimens)
  func found(specimen: Specimen) throws {
    try specimen.expectFound()
  }

  @Test("A loss that ignores what comes from above is found before anything is compared")
  func upstreamIgnored() throws {
    let loss = MistakenLoss(MeanSquaredError<Double>()) { pass in
      pass.right.map { $0 / pass.upstream }
    }
    let map = LossMap(
      loss, at: .random([5, 4], seed: 1), target: LossMistakeTests.target)
    let report = try CheckSubject("", map).check(CheckConfiguration())
    #expect(!report.isPassed)
    let broken = report.probes.filter { !$0.isKept }
    #expect(broken.map(\.promise) == ["pullback is linear in the cotangent"])
    #expect(broken.first?.evidence != nil)
    #expect(report.blocks == [])
  }
}

@Suite("Mistakes in regularizers")
struct RegularizerMistakeTests {
  static let specimens = [
    Specimen("λw² without the 2", of: L2<Double>(0.3, .full)) { $0.map { 0.3 * $0 } },
    Specimen("½λw² with a 2", of: L2<Double>(0.3, .half)) { $0.map { 0.6 * $0 } },
    Specimen("λ forgotten", of: L2<Double>(0.3, .half)) { $0 },
    Specimen("The sign forgotten", of: L1<Double>(0.3)) { $0.map { _ in 0.3 } },
    Specimen("Without the absolute part", of: ElasticNet<Double>(l1: 0.3, l2: 0.2)) {
      $0.map { 0.4 * $0 }
    },
  ]

  @Test("Each is found", arguments: specimens)
  func found(specimen: Specimen) throws {
    try specimen.expectFound()
  }
}
