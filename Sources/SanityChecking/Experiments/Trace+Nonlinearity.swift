import Diagnostics
import Layers
import Tensors

extension Trace {
  /// What lies between each two affine layers, asked with the activations that it got in this pass.
  ///
  /// - Parameter frozen: The beginning of the names of a network behind the one that learns: where the one ends and
  ///   the other begins, two affine layers may meet.
  func nonlinearity(before frozen: [String] = []) throws -> Nonlinearity.Observation {
    var observation = Nonlinearity.Observation(stretches: [], precision: Double(Scalar.ulpOfOne))
    for stretch in stretches {
      // What multiplies its sources is linear in each alone, and no map of one; a code that is drawn is meant to be.
      guard let activation = leaves[stretch.start].output.tensor,
        !stretch.between.contains(where: { isProduct(leaves[$0].layer.base) }),
        !frozen.contains(where: leaves[stretch.end].name.hasPrefix)
      else { continue }
      observation.stretches.append(
        Nonlinearity.Stretch(
          from: leaves[stretch.start].name, to: leaves[stretch.end].name,
          deviation: try deviationFromAffine(of: stretch, at: activation)))
    }
    return observation
  }

  private func isProduct(_ layer: any Layer<Scalar>) -> Bool {
    layer is DotProductAttention<Scalar> || layer is BatchedProduct<Scalar>
      || layer is Product<Scalar> || layer is Reparameterization<Scalar>
  }

  /// The largest deviation that activations x show with y = −0.6·x: neither a multiple above 0, on which a
  /// ReLU is linear, nor −x, on which tanh is odd. Once with the samples of y in reverse order, as one with
  /// itself may not show all, nor two whose signs differ; and once more with x enlarged to about 1, as tanh is
  /// as good as linear before.
  private func deviationFromAffine(
    of stretch: Stretch, at x: Tensor<Scalar>
  ) throws(InputError) -> Double {
    let size = Double(x.sum { $0 * $0 } / Scalar(max(1, x.count))).squareRoot()
    var largest = Double.nan
    for x in size > 0 && size < 1 ? [x, x.map { $0 / Scalar(size) }] : [x] {
      for y in [x, x.withSamplesReversed()] {
        let deviation = try deviationFromAffine(of: stretch, x, y.map { -0.6 * $0 })
        // Not a number where all are 0.
        if largest.isNaN || deviation > largest { largest = deviation }
      }
    }
    return largest
  }

  /// ‖f(x) + f(y) − f(x + y) − f(0)‖ relative to ‖f(x) − f(0)‖ + ‖f(y) − f(0)‖.
  private func deviationFromAffine(
    of stretch: Stretch, _ x: Tensor<Scalar>, _ y: Tensor<Scalar>
  ) throws(InputError) -> Double {
    let zero = try output(of: stretch, for: Tensor(x.shape))
    let (fx, fy) = (try output(of: stretch, for: x), try output(of: stretch, for: y))
    let sum = try output(of: stretch, for: x.combined(with: y) { $0 + $1 })
    let both = fx.combined(with: fy) { $0 + $1 }
    return both.distance(to: sum.combined(with: zero) { $0 + $1 })
      / (fx.distance(to: zero) + fy.distance(to: zero))
  }
}
