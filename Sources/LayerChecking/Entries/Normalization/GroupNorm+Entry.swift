import GSL
import GradientChecking
import Layers
import Tensors

enum GroupNormEntry: LayerEntry {
  static let name = "groupnorm"
  static let summary = "γ(x − μ)/√(v + ε) + β of groups of channels"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shapes: [Shape] = cases.requested.map { [$0] } ?? [[3, 6], [2, 4, 3, 2]]
    for shape in shapes {
      let channels = shape.rank > 1 ? max(1, shape[1]) : 1
      try cases.add(
        GroupNorm(groups: channels.isMultiple(of: 2) ? 2 : 1, channels), shape)
    }
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let groups = draw.extent(3)
    let channels = groups * draw.extent(3)
    let layer = GroupNorm<Scalar>(
      groups: groups, gamma: draw.tensor([channels], size: draw.parameterSize),
      beta: draw.tensor([channels], size: draw.size))
    // Of two numbers the normalized ones are ±1 whatever they are.
    return draw.subject(layer, [draw.extent(2), channels, 2 + draw.extent(2)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    GroupNorm<Scalar>(
      groups: try stored.settings.value(\.groups), gamma: try stored["gamma"],
      beta: try stored["beta"], epsilon: Scalar(try stored.settings.value(\.epsilon)))
  }
}

enum InstanceNormEntry: LayerEntry {
  static let name = "instancenorm"
  static let summary = "γ(x − μ)/√(v + ε) + β of each channel of a sample"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 3, 4, 3], "[N, C, H, W]", rank: 4)
    try cases.add(GroupNorm.instance(max(1, shape[1])), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let channels = draw.extent(3)
    return draw.subject(
      GroupNorm.instance(channels), [draw.extent(2), channels, 2 + draw.extent(2), draw.extent(2)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    let gamma = try stored["gamma"]
    return GroupNorm<Scalar>(
      groups: gamma.count, gamma: gamma, beta: try stored["beta"],
      epsilon: Scalar(try stored.settings.value(\.epsilon)))
  }
}
