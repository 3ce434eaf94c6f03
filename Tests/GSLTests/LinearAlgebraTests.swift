import GSL
import Testing

@Suite struct LinearAlgebraTests {
  @Test func `a system is solved`() throws {
    let x = try LinearSystem.solve([0, 2, 1, 1, -2, -3, -1, 1, 2], [7, -12, 7])
    // 2y + z = 7, x − 2y − 3z = −12, −x + y + 2z = 7.
    #expect(abs(2 * x[1] + x[2] - 7) < 1e-12)
    #expect(abs(x[0] - 2 * x[1] - 3 * x[2] + 12) < 1e-12)
    #expect(abs(-x[0] + x[1] + 2 * x[2] - 7) < 1e-12)
    #expect(try LinearSystem.solve([], []) == [])
  }

  @Test func `a singular system is refused`() {
    #expect(throws: GSLError.self) { try LinearSystem.solve([1, 2, 2, 4], [1, 1]) }
    #expect(throws: GSLError.self) { try LinearSystem.solve([0], [1]) }
  }

  @Test func `eigenvalues fall, and vectors belong to them`() throws {
    let matrix = [2.0, 1, 0, 1, 3, 1, 0, 1, 1]
    let system = try SymmetricEigensystem(matrix, size: 3)
    #expect(system.values == system.values.sorted(by: >))
    for (value, vector) in zip(system.values, system.vectors) {
      for i in 0..<3 {
        let product = (0..<3).reduce(0) { $0 + matrix[3 * i + $1] * vector[$1] }
        #expect(abs(product - value * vector[i]) < 1e-12)
      }
      #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-12)
      #expect(vector.max { abs($0) < abs($1) }! > 0)
    }
    #expect(throws: GSLError.self) { try SymmetricEigensystem([.nan], size: 1) }
  }
}
