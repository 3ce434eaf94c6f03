#if GSL
  import CGSL

  /// The solution x of A·x = b, by GSL's LU decomposition with pivoting.
  public enum LinearSystem {
    /// - Parameter matrix: A [n, n], row by row.
    /// - Throws: ``GSLError`` where A is singular.
    public static func solve(_ matrix: [Double], _ right: [Double]) throws(GSLError) -> [Double] {
      let n = right.count
      precondition(matrix.count == n * n, "a square matrix for \(n) equations")
      guard n > 0 else { return [] }
      _ = GSLError.abortIsOff
      var (matrix, right) = (matrix, right)
      var solution = [Double](repeating: 0, count: n)
      guard let permutation = gsl_permutation_alloc(n) else {
        preconditionFailure("GSL could not allocate a permutation: out of memory")
      }
      defer { gsl_permutation_free(permutation) }
      let code = matrix.withUnsafeMutableBufferPointer { matrix in
        right.withUnsafeMutableBufferPointer { right in
          solution.withUnsafeMutableBufferPointer { solution in
            var a = gsl_matrix_view_array(matrix.baseAddress, n, n)
            var b = gsl_vector_view_array(right.baseAddress, n)
            var x = gsl_vector_view_array(solution.baseAddress, n)
            var sign: Int32 = 0
            let code = gsl_linalg_LU_decomp(&a.matrix, permutation, &sign)
            guard code == Int32(GSL_SUCCESS) else { return code }
            return gsl_linalg_LU_solve(&a.matrix, permutation, &b.vector, &x.vector)
          }
        }
      }
      try GSLError.check(code)
      // A pivot of 0 need not be told of.
      guard solution.allSatisfy(\.isFinite) else {
        throw GSLError(code: Int32(GSL_ESING), description: "matrix is singular")
      }
      return solution
    }
  }
#else
  /// The solution x of A·x = b, by elimination with pivots, where the package is built without GSL.
  public enum LinearSystem {
    /// - Parameter matrix: A [n, n], row by row.
    /// - Throws: ``GSLError`` where A is singular.
    public static func solve(_ matrix: [Double], _ right: [Double]) throws(GSLError) -> [Double] {
      let n = right.count
      precondition(matrix.count == n * n, "a square matrix for \(n) equations")
      var (a, x) = (matrix, right)
      for k in 0..<n {
        let pivot = (k..<n).max { a[$0 * n + k].magnitude < a[$1 * n + k].magnitude } ?? k
        guard a[pivot * n + k] != 0, a[pivot * n + k].isFinite else {
          throw GSLError(code: 21, description: "matrix is singular")
        }
        if pivot != k {
          for j in 0..<n { a.swapAt(pivot * n + j, k * n + j) }
          x.swapAt(pivot, k)
        }
        for i in k + 1..<max(n, k + 1) {
          let factor = a[i * n + k] / a[k * n + k]
          for j in k..<n { a[i * n + j] -= factor * a[k * n + j] }
          x[i] -= factor * x[k]
        }
      }
      for k in (0..<n).reversed() {
        for j in k + 1..<max(n, k + 1) { x[k] -= a[k * n + j] * x[j] }
        x[k] /= a[k * n + k]
      }
      return x
    }
  }
#endif
