import Tensors

/// The products of a tensor W, its change ΔW in a step and the gradient g, all in one pass.
struct StepProducts {
  let norm, mean, gradientNorm, updateNorm: Double
  /// −⟨ΔW, g⟩ / (‖ΔW‖·‖g‖) and −⟨ΔW, W⟩ / ‖W‖²; not numbers where a norm is 0.
  let descent, shrinkage: Double
}

extension Tensor {
  /// The products with the values after a step along a gradient.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func products(of after: Tensor, _ gradient: Tensor) -> StepProducts {
    withElements { w in
      after.withElements { v in
        gradient.withElements { g in
          var (sum, ww, gg, dd, dg, dw) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
          for i in 0..<w.count {
            let (weight, slope) = (Double(w[i]), Double(g[i]))
            let change = Double(v[i]) - weight
            sum += weight
            ww += weight * weight
            gg += slope * slope
            dd += change * change
            dg += change * slope
            dw += change * weight
          }
          return StepProducts(
            norm: ww.squareRoot(), mean: sum / Double(Swift.max(1, w.count)),
            gradientNorm: gg.squareRoot(), updateNorm: dd.squareRoot(),
            descent: -dg / (dd * gg).squareRoot(), shrinkage: -dw / ww)
        }
      }
    }
  }
}
