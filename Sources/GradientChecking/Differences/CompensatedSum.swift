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

/// ⟨a, b⟩
func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = CompensatedSum()
  for (x, y) in zip(a, b) { sum.add(x * y) }
  return sum.value
}
