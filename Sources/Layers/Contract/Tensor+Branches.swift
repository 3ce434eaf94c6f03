import Tensors

extension Tensor {
  /// For each element the number of places, of a few, that it lies above.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func branches(above places: [Scalar]) -> [UInt16] {
    withElements { x in
      [UInt16](unsafeUninitializedCapacity: x.count) { branches, count in
        branches.update(repeating: 0)
        for place in places {
          for i in 0..<x.count { branches[i] += x[i] > place ? 1 : 0 }
        }
        count = x.count
      }
    }
  }

  /// For each element 1 where it is positive, else 0.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func positiveBranches() -> [UInt16] {
    withElements { x in
      [UInt16](unsafeUninitializedCapacity: x.count) { branches, count in
        for i in 0..<x.count { branches[i] = x[i] > 0 ? 1 : 0 }
        count = x.count
      }
    }
  }

  /// For each element 1 where its magnitude is at most `limit`, else 0.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func branches(upTo limit: Scalar) -> [UInt16] {
    withElements { x in
      [UInt16](unsafeUninitializedCapacity: x.count) { branches, count in
        for i in 0..<x.count { branches[i] = x[i].magnitude <= limit ? 1 : 0 }
        count = x.count
      }
    }
  }
}

extension Tensor {
  /// For each element 0 where it is negative, 1 where it is zero, 2 where it is positive.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func signBranches() -> [UInt16] {
    withElements { x in
      [UInt16](unsafeUninitializedCapacity: x.count) { branches, count in
        for i in 0..<x.count { branches[i] = x[i] < 0 ? 0 : x[i] > 0 ? 2 : 1 }
        count = x.count
      }
    }
  }
}
