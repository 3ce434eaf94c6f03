import GSL

/// ⟨v, H·w⟩ = ⟨w, H·v⟩ for the derivative H of any gradient, looked at along two random directions of one variable.
struct HessianSymmetry {
  /// ⟨v, H·w⟩ and ⟨w, H·v⟩.
  let one, other: Double
  /// Whether the two agree: it is the gradient of a function, of whichever.
  let isKept: Bool

  /// - Returns: nil of a single value, where H is nothing beside `gradient`, or the map is not defined beside the point.
  /// - Throws: what the map throws, but where it is not defined.
  init?(
    of map: some DifferentiableMap, _ position: Int, at point: Point, _ cotangent: [Double],
    gradient: [Double], key: RandomKey
  ) throws {
    let variable = map.variables[position]
    let key = key.derived(1).derived(7)
    let (v, w) = (
      BlockCheck.direction(of: variable, key: key),
      BlockCheck.direction(of: variable, key: key.derived(1))
    )
    let step = 1e-4 * max(1, variable.size())
    /// ⟨other, H·direction⟩ and |H·direction|²; nil where the pullback gives something of another
    /// size.
    func products(_ direction: [Double], _ other: [Double]) throws -> (Double, Double)? {
      var moved = point
      func gradient(_ step: Double) throws -> [Double] {
        for i in direction.indices {
          moved.blocks[position][i] = variable.values[i] + step * direction[i]
        }
        return try map.pullback(of: cotangent, at: moved)[position]
      }
      guard var product = try Problem.ifDefined({ try gradient(step) }),
        let left = try Problem.ifDefined({ try gradient(-step) }),
        product.count == direction.count, left.count == direction.count
      else { return nil }
      for i in product.indices { product[i] = (product[i] - left[i]) / (2 * step) }
      return (dot(other, product), dot(product, product))
    }
    guard let (other, hv) = try products(v, w), let (one, hw) = try products(w, v) else {
      return nil
    }
    let size = (hv + hw).squareRoot()
    let asymmetry = (one - other).magnitude / size
    // A linear function has none to compare.
    guard size > 1e-8 * dot(gradient, gradient).squareRoot(), asymmetry.isFinite,
      variable.values.count > 1
    else { return nil }
    (self.one, self.other) = (one, other)
    isKept = asymmetry <= 1e-5
  }
}
