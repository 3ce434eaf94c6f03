#if GSL
  import CGSL

  /// The eigenvalues of a symmetric matrix and its eigenvectors of length 1, by GSL; the largest first.
  public struct SymmetricEigensystem: Sendable {
    public let values: [Double]
    /// One a value, orthogonal to each other; each has its largest number positive, so that its sign is fixed.
    public let vectors: [[Double]]

    /// - Parameter matrix: [n, n], row by row, of which only the lower half is looked at.
    /// - Throws: ``GSLError`` where GSL does not find them, as for a matrix with what is not a number.
    public init(_ matrix: [Double], size n: Int) throws(GSLError) {
      precondition(matrix.count == n * n, "a square matrix of size \(n)")
      guard n > 0 else {
        (values, vectors) = ([], [])
        return
      }
      _ = GSLError.abortIsOff
      guard matrix.allSatisfy(\.isFinite) else {
        throw GSLError(code: Int32(GSL_EDOM), description: "matrix has what is not a number")
      }
      var matrix = matrix
      var values = [Double](repeating: 0, count: n)
      var vectors = [Double](repeating: 0, count: n * n)
      guard let workspace = gsl_eigen_symmv_alloc(n) else {
        preconditionFailure("GSL could not allocate a workspace: out of memory")
      }
      defer { gsl_eigen_symmv_free(workspace) }
      let code = matrix.withUnsafeMutableBufferPointer { matrix in
        values.withUnsafeMutableBufferPointer { values in
          vectors.withUnsafeMutableBufferPointer { vectors in
            var a = gsl_matrix_view_array(matrix.baseAddress, n, n)
            var d = gsl_vector_view_array(values.baseAddress, n)
            var v = gsl_matrix_view_array(vectors.baseAddress, n, n)
            let code = gsl_eigen_symmv(&a.matrix, &d.vector, &v.matrix, workspace)
            guard code == Int32(GSL_SUCCESS) else { return code }
            return gsl_eigen_symmv_sort(&d.vector, &v.matrix, GSL_EIGEN_SORT_VAL_DESC)
          }
        }
      }
      try GSLError.check(code)
      self.values = values
      self.vectors = (0..<n).map { column in
        let vector = (0..<n).map { vectors[$0 * n + column] }
        let largest = vector.max { $0.magnitude < $1.magnitude } ?? 0
        return largest < 0 ? vector.map { -$0 } : vector
      }
    }
  }
#else
  /// The eigenvalues of a symmetric matrix and its eigenvectors of length 1, by Jacobi's rotations, where the
  /// package is built without GSL; the largest first.
  ///
  /// Source: Golub, Van Loan: "Matrix Computations", 4th edition, 2013, section 8.5.
  public struct SymmetricEigensystem: Sendable {
    public let values: [Double]
    /// One a value, orthogonal to each other; each has its largest number positive, so that its sign is fixed.
    public let vectors: [[Double]]

    /// - Parameter matrix: [n, n], row by row, of which only the lower half is looked at.
    /// - Throws: ``GSLError`` for a matrix with what is not a number.
    public init(_ matrix: [Double], size n: Int) throws(GSLError) {
      precondition(matrix.count == n * n, "a square matrix of size \(n)")
      guard matrix.allSatisfy(\.isFinite) else {
        throw GSLError(code: 1, description: "matrix has what is not a number")
      }
      var a = (0..<n).map { i in (0..<n).map { matrix[max(i, $0) * n + min(i, $0)] } }
      var v = (0..<n).map { i in (0..<n).map { i == $0 ? 1.0 : 0 } }
      for _ in 0..<64 {
        var isDiagonal = true
        for p in 0..<n {
          for q in p + 1..<max(n, p + 1)
          where a[p][q].magnitude > 1e-17 * (a[p][p].magnitude + a[q][q].magnitude) {
            isDiagonal = false
            let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
            let t = (theta < 0 ? -1 : 1) / (theta.magnitude + (theta * theta + 1).squareRoot())
            let c = 1 / (t * t + 1).squareRoot()
            let s = t * c
            for k in 0..<n {
              let (x, y) = (a[k][p], a[k][q])
              (a[k][p], a[k][q]) = (c * x - s * y, s * x + c * y)
            }
            for k in 0..<n {
              let (x, y) = (a[p][k], a[q][k])
              (a[p][k], a[q][k]) = (c * x - s * y, s * x + c * y)
              let (z, w) = (v[k][p], v[k][q])
              (v[k][p], v[k][q]) = (c * z - s * w, s * z + c * w)
            }
          }
        }
        if isDiagonal { break }
      }
      let order = (0..<n).sorted { a[$0][$0] > a[$1][$1] }
      values = order.map { a[$0][$0] }
      vectors = order.map { column in
        let vector = (0..<n).map { v[$0][column] }
        let largest = vector.max { $0.magnitude < $1.magnitude } ?? 0
        return largest < 0 ? vector.map { -$0 } : vector
      }
    }
  }
#endif
