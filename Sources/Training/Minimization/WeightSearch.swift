import GSL

/// Looking for weights without a gradient: what following it must do better than.
public enum WeightSearch {
  /// The best of so many draws of normal numbers.
  ///
  /// - Throws: what `function` throws.
  public static func random(
    _ function: ObjectiveFunction, dimensions: Int, tries: Int, standardDeviation: Double,
    key: RandomKey
  ) throws -> Minimum {
    let generator = RandomGenerator(key)
    return try search(function, tries: tries) { _ in
      generator.normals(dimensions, standardDeviation: standardDeviation)
    }
  }

  /// From `start` a random step each time, taken back where it leads up.
  ///
  /// - Throws: what `function` throws.
  public static func local(
    _ function: ObjectiveFunction, from start: [Double], tries: Int, standardDeviation: Double,
    key: RandomKey
  ) throws -> Minimum {
    let generator = RandomGenerator(key)
    return try search(function, tries: tries) { best in
      guard let best else { return start }
      return zip(best, generator.normals(start.count, standardDeviation: standardDeviation))
        .map { $0 + $1 }
    }
  }

  private static func search(
    _ function: ObjectiveFunction, tries: Int, _ candidate: (_ best: [Double]?) -> [Double]
  ) throws -> Minimum {
    precondition(tries > 0, "one try at least")
    var best: (point: [Double], value: Double, gradient: [Double])?
    for _ in 0..<tries {
      let point = candidate(best?.point)
      let (value, gradient) = try function.evaluate(point)
      if value < best?.value ?? .infinity || best == nil { best = (point, value, gradient) }
    }
    return Minimum(
      point: best!.point, value: best!.value, gradientNorm: norm(best!.gradient), steps: tries,
      isConverged: false)
  }
}
