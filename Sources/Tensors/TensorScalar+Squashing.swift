import RealModule

/// Functions that squash all numbers into an interval.
extension TensorScalar {
  /// The logistic function 1 / (1 + e⁻ˣ), with an exponential only of negative numbers, so that it never
  /// overflows.
  @inlinable @inline(__always)
  public static func sigmoid(_ x: Self) -> Self {
    let decay = exp(-x.magnitude)
    return (x < 0 ? decay : 1) / (1 + decay)
  }

  /// tanh x, to four units of roundoff, by one exponential or by none near 0. The library's `tanh` takes
  /// two to three times as long, by way of e²ˣ − 1.
  @inlinable @inline(__always)
  public static func hyperbolicTangent(_ x: Self) -> Self {
    let size = x.magnitude
    if size >= 0.4 {
      let decay = exp(-2 * size)
      let y = (1 - decay) / (1 + decay)
      return x < 0 ? -y : y
    }
    // The continued fraction x/(1 + x²/(3 + x²/(5 + … x²/13))), here within 2⁻⁵⁵ of its limit.
    let q = x * x
    let numerator = 135135 + q * (17325 + q * (378 + q))
    let denominator = 135135 + q * (62370 + q * (3150 + q * 28))
    // A tiny number is its own tangent.
    return x * (numerator / denominator)
  }
}

/// Functions that are almost linear where they are large.
extension TensorScalar {
  /// log(1 + eˣ), with an exponential only of negative numbers, so that it never overflows.
  @inlinable @inline(__always)
  public static func softplus(_ x: Self) -> Self {
    log(onePlus: exp(-x.magnitude)) + (x > 0 ? x : 0)
  }
}
