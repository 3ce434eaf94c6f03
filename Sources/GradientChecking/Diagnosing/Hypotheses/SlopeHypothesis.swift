/// The slope of an elementwise function is another expression of its input and output.
struct SlopeHypothesis: LinearHypothesis {
  func predictions(for block: BlockEvidence, in evidence: Evidence) throws -> [Prediction] {
    if evidence.base.output.count == 1 { return valuesForSlopes(block) }
    let (y, u) = (evidence.base.output, evidence.cotangent)
    // What is right at many places is another piece of the function taken, not another slope.
    guard y.count == block.variable.values.count, y.count > 1, isElementwise(block),
      10 * block.isWrong.count(where: { $0 }) >= 8 * block.isWrong.count
    else { return [] }
    let slopes: [(String, String, (Double, Double) -> Double)] = [
      ("1", "derivative", { _, _ in 1 }), ("y", "derivative", { _, y in y }),
      ("x", "derivative", { x, _ in x }),
      ("x(1 − x)", "x for y", { x, _ in x * (1 - x) }),
      ("1 − x²", "x for y", { x, _ in 1 - x * x }),
      ("1 + y²", "sign of y²", { _, y in 1 + y * y }),
      ("y² − 1", "sign", { _, y in y * y - 1 }),
    ]
    return slopes.map { expression, quantity, slope in
      let wrong = block.coordinates.map { u[$0] * slope(block.variable.values[$0], y[$0]) }
      return Prediction(
        family: .missingPart, quantity: quantity,
        difference: zip(wrong, block.numeric).map { $0 - $1 },
        finding: "takes \(expression) for the slope", advice: "take the derivative of the function")
    }
  }

  /// Of a sum of such functions only the slopes are known: but those of some follow from their values.
  private func valuesForSlopes(_ block: BlockEvidence) -> [Prediction] {
    let slopes: [(taken: String, right: String, (Double) -> Double)] = [
      ("σ", "σ(1 − σ)", { $0 * (1 - $0) }), ("tanh", "1 − tanh²", { 1 - $0 * $0 }),
      ("1 − tanh", "1 − tanh²", { $0 * (2 - $0) }), ("1 + tanh²", "1 − tanh²", { 2 - $0 }),
      (
        "σ(1 + σ)", "σ(1 − σ)",
        { slope in
          let value = ((1 + 4 * slope).squareRoot() - 1) / 2
          return value * (1 - value)
        }
      ),
    ]
    return slopes.map { taken, right, slope in
      Prediction(
        family: .missingPart, quantity: "derivative",
        difference: block.analytic.map { $0 - slope($0) },
        finding: "takes \(taken) for the slope, which is \(right)",
        advice: "take the derivative of the function", isDivisible: false)
    }
  }

  /// Whether each value moves the output of its own place only.
  private func isElementwise(_ block: BlockEvidence) -> Bool {
    !block.jacobian.isEmpty
      && zip(block.coordinates, block.jacobian).allSatisfy { coordinate, column in
        let largest = column.reduce(0) { max($0, $1.magnitude) }
        return column.enumerated().allSatisfy {
          $0.offset == coordinate || $0.element.magnitude <= 1e-6 * largest
        }
      }
  }
}
