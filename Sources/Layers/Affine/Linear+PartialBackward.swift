import Tensors

extension Linear: PartialBackward {
  /// dx[n, ·] = w[j, ·], dw[j, ·] = x[n, ·] and db[j] = 1 for y[n, j].
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    ofOutput offset: Int, cache: Cache,
    _ write: (_ first: LayerCoordinate, _ gradients: UnsafeBufferPointer<Scalar>) -> Void
  ) {
    let (outputs, inputs) = (cache.weight.shape[0], cache.weight.shape[1])
    let (n, j) = offset.quotientAndRemainder(dividingBy: outputs)
    let (sample, row) = (n * inputs..<(n + 1) * inputs, j * inputs..<(j + 1) * inputs)
    cache.weight.withElements { w in
      write(.input(offset: sample.lowerBound), UnsafeBufferPointer(rebasing: w[row]))
    }
    cache.input.withElements { x in
      write(
        .parameter(slot: 0, offset: row.lowerBound), UnsafeBufferPointer(rebasing: x[sample]))
    }
    guard parameters.bias != nil else { return }
    withUnsafePointer(to: 1) { one in
      write(.parameter(slot: 1, offset: j), UnsafeBufferPointer(start: one, count: 1))
    }
  }
}
