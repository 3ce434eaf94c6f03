import GSL

/// Asks of a pullback that adds to buffers whether it does, and leaves alone what it only reads.
struct AccumulationProbe<Scalar: MapScalar> {
  let variables: [Variable]
  let blocks: [[Scalar]]
  let outputs: ([[Scalar]]) throws -> [Scalar]
  let accumulation: ([Scalar], [[Scalar]], inout [[Scalar]]) throws -> Void

  func run() throws -> [ContractProbe] {
    let generator = RandomGenerator(RandomKey(0x6163_6375))
    func normals(_ count: Int) -> [Scalar] { generator.normals(count).map { Scalar($0) } }

    // Arrays that nobody else holds, so that what is written through a pointer shows here alone.
    let given = blocks.copies()
    let output = try outputs(given)
    var touched = change(given, "the function's value").map { "\($0)" }
    let cotangent = normals(output.count)
    let passed = cotangent.copy
    var gradients = blocks.map { [Scalar](repeating: 0, count: $0.count) }
    try accumulation(passed, given, &gradients)
    touched = touched ?? change(given, "the pullback")
    if touched == nil, let place = cotangent.indices.first(where: { passed[$0] != cotangent[$0] }) {
      touched =
        "cotangent[\(place)] is \(cotangent[place]) before the pullback, \(passed[place]) after"
    }

    // As large as the gradient, so that neither drowns in the other's rounding.
    let held = zip(blocks, gradients).map { block, gradient in
      let size = gradient.map(\.magnitude).max() ?? 0
      return normals(block.count).map { $0 * (size > 0 ? size : 1) }
    }
    var buffers = held
    try accumulation(cotangent.copy, blocks.copies(), &buffers)
    return [
      ContractProbe("inputs are left alone", violation: touched),
      ContractProbe(
        "the gradient is added to its buffer", violation: overwritten(held, gradients, buffers)),
    ]
  }

  private func change(_ given: [[Scalar]], _ call: String) -> String? {
    for (variable, (before, after)) in zip(variables, zip(blocks, given)) {
      if let place = before.indices.first(where: { before[$0] != after[$0] }) {
        return "\(variable.name)\(variable.index(ofOffset: place)) is \(before[place]) before "
          + "\(call), \(after[place]) after"
      }
    }
    return nil
  }

  private func overwritten(
    _ held: [[Scalar]], _ gradients: [[Scalar]], _ buffers: [[Scalar]]
  ) -> String? {
    for (position, variable) in variables.enumerated() {
      // Other sizes are told of by the probe of shapes.
      guard position < buffers.count, buffers[position].count == held[position].count,
        position < gradients.count, gradients[position].count == held[position].count
      else { return "the buffers of the gradients change their number or size" }
      let size = (gradients[position] + held[position]).map(\.magnitude).max() ?? 0
      let tolerance = Scalar(Policy.reordering) * Scalar.ulpOfOne * size
      for place in held[position].indices {
        let (before, gradient) = (held[position][place], gradients[position][place])
        let after = buffers[position][place]
        guard !((after - (before + gradient)).magnitude <= tolerance) else { continue }
        let name = "\(variable.name)\(variable.index(ofOffset: place))"
        return "the buffer of \(name) holds \(short(Double(before))), the gradient is "
          + "\(short(Double(gradient))), and the buffer then holds \(short(Double(after)))"
      }
    }
    return nil
  }
}
