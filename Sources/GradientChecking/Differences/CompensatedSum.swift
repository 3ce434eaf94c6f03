/// A sum with the rounding error of a single addition, however many terms it has.
///
/// Source: Neumaier: "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54
/// (1974).
struct CompensatedSum {
  private var sum = 0.0
  /// What rounding took away from the sum.
  private var rest = 0.0

  var value: Double { sum.isFinite ? sum + rest : sum }

  mutating func add(_ term: Double) {
    let next = sum + term
    rest += sum.magnitude >= term.magnitude ? (sum - next) + term : (term - next) + sum
    sum = next
  }
}

extension CompensatedSum {
  /// Adds u·(f(t) − f(0)) over some outputs. In this file, so that a build that optimizes file
  /// by file makes no call for each output.
  ///
  /// - Parameters:
  ///   - here: f(t) at `ranges` alone, one after the other.
  ///   - there: f(0), all of it.
  mutating func add(
    changes here: [Double], from there: [Double], times u: [Double], at ranges: [Range<Int>]
  ) {
    here.withUnsafeBufferPointer { here in
      there.withUnsafeBufferPointer { there in
        u.withUnsafeBufferPointer { u in
          var place = 0
          for range in ranges {
            for j in range {
              // What does not change adds nothing; most outputs do not.
              let change = here[place] - there[j]
              if change != 0 { add(u[j] * change) }
              place += 1
            }
          }
        }
      }
    }
  }
}

/// ⟨a, b⟩
func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = CompensatedSum()
  for (x, y) in zip(a, b) { sum.add(x * y) }
  return sum.value
}
