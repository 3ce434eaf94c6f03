import GSL

/// Every row of the gradient is multiplied by the same small matrix: it is in another frame, or another basis.
struct Frames {
  let block: BlockEvidence

  func diagnosis() -> Search.Explanation? {
    let shape = block.variable.shape
    guard block.isComplete, let width = shape.last, width > 1, width <= 4 else { return nil }
    var isRotation = true
    for scene in block.scenes {
      var rows: [(given: [Double], right: [Double])] = []
      for sample in block.samples where sample.scene === scene {
        for start in stride(from: 0, to: sample.a.count, by: width) {
          rows.append(
            (Array(sample.a[start..<start + width]), Array(sample.n[start..<start + width])))
        }
      }
      guard rows.count >= 3 * width, let matrix = Frames.matrix(rows, width) else { return nil }
      // Factors of the columns are no change of basis.
      guard
        matrix.indices.contains(where: { i in
          matrix[i].indices.contains {
            $0 != i && matrix[i][$0].magnitude > 1e-3 * matrix[i][i].magnitude
          }
        })
      else { return nil }
      isRotation = isRotation && Frames.isOrthogonal(matrix)
    }
    let diagnosis = Diagnosis(
      [block.variable.name], .layout, isRotation ? "another frame" : "another basis",
      block.isConfirmed ? .certain : .likely,
      finding: isRotation
        ? "is the right one, turned by the same rotation in every row"
        : "is the right one times the same \(width) by \(width) matrix in every row",
      advice: "multiply by the transpose of the change of frame, or do not change it")
    return (diagnosis, 8)
  }

  /// The matrix that takes every right row to the given one, by least squares; nil where there is none.
  private static func matrix(
    _ rows: [(given: [Double], right: [Double])], _ width: Int
  ) -> [[Double]]? {
    // M = (Σ a nᵀ) (Σ n nᵀ)⁻¹, where the right rows point in every direction.
    let axes = 0..<width
    let products = axes.flatMap { i in
      axes.map { j in rows.reduce(0) { $0 + $1.right[i] * $1.right[j] } }
    }
    guard let system = try? SymmetricEigensystem(products, size: width),
      system.values[width - 1] > 1e-9 * system.values[0]
    else { return nil }
    let matrix = axes.map { j in
      let own = axes.map { i in rows.reduce(0) { $0 + $1.given[j] * $1.right[i] } }
      return zip(system.values, system.vectors).reduce([Double](repeating: 0, count: width)) {
        let share = dot(own, $1.1) / $1.0
        return zip($0, $1.1).map { $0 + share * $1 }
      }
    }
    var (rest, size) = (0.0, 0.0)
    for row in rows {
      for j in 0..<width {
        let predicted = dot(matrix[j], row.right)
        rest += (row.given[j] - predicted) * (row.given[j] - predicted)
        size += row.given[j] * row.given[j]
      }
    }
    return rest <= 1e-8 * size ? matrix : nil
  }

  private static func isOrthogonal(_ matrix: [[Double]]) -> Bool {
    matrix.indices.allSatisfy { i in
      matrix.indices.allSatisfy { j in
        (dot(matrix[i], matrix[j]) - (i == j ? 1 : 0)).magnitude < 1e-4
      }
    }
  }
}
