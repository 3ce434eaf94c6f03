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
          var (sum, ww, gg) = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
          var (dd, dg, dw) = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
          func add(_ weight: SIMD4<Double>, _ slope: SIMD4<Double>, _ after: SIMD4<Double>) {
            let change = after - weight
            sum += weight
            ww += weight * weight
            gg += slope * slope
            dd += change * change
            dg += change * slope
            dw += change * weight
          }
          // Four running sums, so that additions do not wait for each other.
          let whole = w.count & ~3
          var i = 0
          while i < whole {
            add(
              SIMD4(Double(w[i]), Double(w[i &+ 1]), Double(w[i &+ 2]), Double(w[i &+ 3])),
              SIMD4(Double(g[i]), Double(g[i &+ 1]), Double(g[i &+ 2]), Double(g[i &+ 3])),
              SIMD4(Double(v[i]), Double(v[i &+ 1]), Double(v[i &+ 2]), Double(v[i &+ 3])))
            i &+= 4
          }
          for i in whole..<w.count {
            add(
              SIMD4(Double(w[i]), 0, 0, 0), SIMD4(Double(g[i]), 0, 0, 0),
              SIMD4(Double(v[i]), 0, 0, 0))
          }
          let (norm, update) = (ww.sum().squareRoot(), dd.sum().squareRoot())
          return StepProducts(
            norm: norm, mean: sum.sum() / Double(Swift.max(1, w.count)),
            gradientNorm: gg.sum().squareRoot(), updateNorm: update,
            descent: -dg.sum() / (dd.sum() * gg.sum()).squareRoot(),
            shrinkage: -dw.sum() / ww.sum())
        }
      }
    }
  }
}
