/// Σ of a term over a range, which the compiler type-checks at once where `reduce` would take minutes.
func sum(_ range: Range<Int>, _ term: (Int) -> Double) -> Double {
  var total = 0.0
  for i in range { total += term(i) }
  return total
}
