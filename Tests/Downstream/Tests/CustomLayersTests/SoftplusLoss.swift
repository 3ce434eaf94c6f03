import CustomLayers

/// ⟨weights, softplus(x)⟩ and its gradient, for those who have closures and no wish for a protocol.
func softplusLoss(_ x: [Double]) -> (value: Double, gradient: [Double]) {
  let weights = [0.5, -1, 2]
  let value = zip(weights, Softplus().forward(x)).reduce(0) { $0 + $1.0 * $1.1 }
  return (value, Softplus().backward(weights, input: x))
}
