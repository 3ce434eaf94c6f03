// Each operator is specialized, so that a generic caller in another module runs at full speed, and has its
// own loop: an optimized debug build neither inlines nor specializes a generic function of another file of
// the same module, and `map` would call a closure for each element.

/// Arithmetic element by element, of two tensors of one shape or of a tensor and a number.
///
/// Nothing is broadcast but a number: a shape that does not fit is a mistake, and two tensors of
/// different shapes end the program with both shapes.
///
///     let mean = (a + b) / 2
///     weight.add(gradient, times: -learningRate)
extension Tensor {
  /// The sum of each pair of elements.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func + (x: Tensor, y: Tensor) -> Tensor {
    Shape.requireEqual("+", x.shape, y.shape)
    return Tensor(x, y) { x, y, z in for i in z.indices { z[i] = x[i] + y[i] } }
  }

  /// Each element plus a number.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func + (x: Tensor, number: Scalar) -> Tensor {
    Tensor(x) { x, z in for i in z.indices { z[i] = x[i] + number } }
  }

  /// A number plus each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func + (number: Scalar, x: Tensor) -> Tensor {
    Tensor(x) { x, z in for i in z.indices { z[i] = number + x[i] } }
  }

  /// The difference of each pair of elements.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func - (x: Tensor, y: Tensor) -> Tensor {
    Shape.requireEqual("-", x.shape, y.shape)
    return Tensor(x, y) { x, y, z in for i in z.indices { z[i] = x[i] - y[i] } }
  }

  /// Each element minus a number.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func - (x: Tensor, number: Scalar) -> Tensor {
    Tensor(x) { x, z in for i in z.indices { z[i] = x[i] - number } }
  }

  /// A number minus each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func - (number: Scalar, x: Tensor) -> Tensor {
    Tensor(x) { x, z in for i in z.indices { z[i] = number - x[i] } }
  }

  /// The product of each pair of elements (Hadamard); for that of matrices see
  /// ``matrixProduct(with:transposing:)``.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func * (x: Tensor, y: Tensor) -> Tensor {
    Shape.requireEqual("*", x.shape, y.shape)
    return Tensor(x, y) { x, y, z in for i in z.indices { z[i] = x[i] * y[i] } }
  }

  /// Each element times a number.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func * (x: Tensor, number: Scalar) -> Tensor {
    Tensor(x) { x, z in for i in z.indices { z[i] = x[i] * number } }
  }

  /// A number times each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func * (number: Scalar, x: Tensor) -> Tensor {
    Tensor(x) { x, z in for i in z.indices { z[i] = number * x[i] } }
  }

  /// The quotient of each pair of elements.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func / (x: Tensor, y: Tensor) -> Tensor {
    Shape.requireEqual("/", x.shape, y.shape)
    return Tensor(x, y) { x, y, z in for i in z.indices { z[i] = x[i] / y[i] } }
  }

  /// Each element divided by a number.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func / (x: Tensor, number: Scalar) -> Tensor {
    Tensor(x) { x, z in for i in z.indices { z[i] = x[i] / number } }
  }

  /// A number divided by each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func / (number: Scalar, x: Tensor) -> Tensor {
    Tensor(x) { x, z in for i in z.indices { z[i] = number / x[i] } }
  }

  /// The negative of each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static prefix func - (x: Tensor) -> Tensor {
    Tensor(x) { x, z in for i in z.indices { z[i] = -x[i] } }
  }

  /// A tensor of the shape of `x`, whose elements `body` writes, given those of `x`.
  private init(
    _ x: Tensor,
    _ body: (UnsafeBufferPointer<Scalar>, UnsafeMutableBufferPointer<Scalar>) -> Void
  ) {
    self.init(x.shape) { z in x.withElements { x in body(x, z) } }
  }

  /// A tensor of the shape that `x` and `y` share, whose elements `body` writes, given theirs.
  private init(
    _ x: Tensor, _ y: Tensor,
    _ body: (
      UnsafeBufferPointer<Scalar>, UnsafeBufferPointer<Scalar>, UnsafeMutableBufferPointer<Scalar>
    ) -> Void
  ) {
    self.init(x.shape) { z in
      x.withElements { x in y.withElements { y in body(x, y, z) } }
    }
  }
}

// MARK: - In place

extension Tensor {
  /// Adds the elements of another tensor in place.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func += (x: inout Tensor, y: Tensor) {
    Shape.requireEqual("+=", x.shape, y.shape)
    x.withMutableElements { x in
      y.withElements { y in for i in 0..<x.count { x[i] += y[i] } }
    }
  }

  /// Adds a number to each element in place.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func += (x: inout Tensor, number: Scalar) {
    x.withMutableElements { x in for i in 0..<x.count { x[i] += number } }
  }

  /// Subtracts the elements of another tensor in place.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func -= (x: inout Tensor, y: Tensor) {
    Shape.requireEqual("-=", x.shape, y.shape)
    x.withMutableElements { x in
      y.withElements { y in for i in 0..<x.count { x[i] -= y[i] } }
    }
  }

  /// Subtracts a number from each element in place.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func -= (x: inout Tensor, number: Scalar) {
    x.withMutableElements { x in for i in 0..<x.count { x[i] -= number } }
  }

  /// Multiplies by the elements of another tensor in place.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func *= (x: inout Tensor, y: Tensor) {
    Shape.requireEqual("*=", x.shape, y.shape)
    x.withMutableElements { x in
      y.withElements { y in for i in 0..<x.count { x[i] *= y[i] } }
    }
  }

  /// Multiplies each element by a number in place.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func *= (x: inout Tensor, number: Scalar) {
    x.withMutableElements { x in for i in 0..<x.count { x[i] *= number } }
  }

  /// Divides by the elements of another tensor in place.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func /= (x: inout Tensor, y: Tensor) {
    Shape.requireEqual("/=", x.shape, y.shape)
    x.withMutableElements { x in
      y.withElements { y in for i in 0..<x.count { x[i] /= y[i] } }
    }
  }

  /// Divides each element by a number in place.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func /= (x: inout Tensor, number: Scalar) {
    x.withMutableElements { x in for i in 0..<x.count { x[i] /= number } }
  }

  /// Adds a multiple of another tensor in place: x ← x + α·y, each element rounded twice.
  ///
  /// - Precondition: the two have one shape.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func add(_ other: Tensor, times factor: Scalar) {
    Shape.requireEqual("+=", shape, other.shape)
    withMutableElements { x in
      other.withElements { y in for i in 0..<x.count { x[i] += factor * y[i] } }
    }
  }
}
