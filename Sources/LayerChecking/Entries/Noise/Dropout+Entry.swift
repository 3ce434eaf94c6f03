import GSL
import GradientChecking
import Layers
import Tensors

enum DropoutEntry: LayerEntry {
  static let name = "dropout"
  static let summary = "inverted or not, fixed mask, of numbers and channels"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    for mode in ForwardContext.Mode.allCases {
      try cases.add(Dropout(rate: 0.4), cases.requested ?? [4, 7], mode: mode)
      try cases.add(Dropout(rate: 0.4, inverted: false), cases.requested ?? [4, 7], mode: mode)
    }
    let shape = cases.requested ?? [3, 4, 2, 3]
    if shape.rank > 1 { try cases.add(Dropout(rate: 0.4, channels: true), shape) }
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.generator.sign() > 0
      ? draw.subject(Dropout(rate: 0.4), [draw.extent(4), draw.extent(5)])
      : draw.subject(
        Dropout(rate: 0.4, channels: true), [draw.extent(3), draw.extent(3), draw.extent(3)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    let settings = stored.settings
    return Dropout<Scalar>(
      rate: try settings.value(\.rate), inverted: settings.inverted ?? true,
      mask: settings.mask.map { Tensor([$0.count], $0.map { Scalar($0) }) })
  }
}

extension Dropout: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    let keep = 1 - rate
    facts.quantities.append(
      MapFacts.Quantity("keep probability", "the share of values that are kept", keep))
    facts.quantities.append(
      MapFacts.Quantity(
        "(1 − p)/p", "the share of kept values over that of dropped ones", keep / rate))
    let ones = Tensor<Scalar>(pass.input.shape, repeating: 1)
    if let mask = try? forward(ones, in: pass.context).output.block() {
      facts.places.append(
        MapFacts.Place("dropped", in: "input", Set(mask.indices.filter { mask[$0] == 0 })))
    }
    let other: ForwardContext.Mode = pass.context.mode == .training ? .inference : .training
    facts.variants.append(
      MapFacts.Variant(
        other == .training ? "a mask" : "no mask", .state,
        pass.map(self, in: ForwardContext(other, key: pass.context.key))))
  }
}
