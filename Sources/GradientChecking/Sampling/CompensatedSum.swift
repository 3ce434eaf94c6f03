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
    // Four sums at a time, for a term would wait for the one before it.
    var (sums, rests) = (SIMD4<Double>(), SIMD4<Double>())
    here.withUnsafeBufferPointer { here in
      there.withUnsafeBufferPointer { there in
        u.withUnsafeBufferPointer { u in
          var place = 0
          for range in ranges {
            var j = range.lowerBound
            while j &+ 4 <= range.upperBound {
              let change = SIMD4(here, place) - SIMD4(there, j)
              // What does not change adds nothing, whatever u is.
              let terms = (SIMD4(u, j) * change).replacing(with: 0, where: change .== 0)
              let next = sums + terms
              let added = next - sums
              rests += (sums - (next - added)) + (terms - added)
              sums = next
              j &+= 4
              place &+= 4
            }
            while j < range.upperBound {
              let change = here[place] - there[j]
              if change != 0 { add(u[j] * change) }
              j &+= 1
              place &+= 1
            }
          }
        }
      }
    }
    for lane in 0..<4 {
      add(sums[lane])
      rest += rests[lane]
    }
  }
}

/// √(Σ u²·f²), even of numbers whose squares are too large or too small.
func norm(of f: [Double], times u: [Double]) -> Double {
  let squares = zip(f, u).reduce(0) { $0 + $1.0 * $1.0 * $1.1 * $1.1 }
  guard !isSafe(sumOfSquares: squares) else { return squares.squareRoot() }
  let largest = zip(f, u).reduce(0) { max($0, ($1.0 * $1.1).magnitude) }
  guard largest > 0, largest.isFinite else { return largest }
  return largest
    * zip(f, u).reduce(0) { sum, pair in
      let share = pair.0 * pair.1 / largest
      return sum + share * share
    }.squareRoot()
}

/// Whether no square in a sum was too large or, unless others are far larger, too small for a number.
func isSafe(sumOfSquares: Double) -> Bool { sumOfSquares > 1e-280 && sumOfSquares.isFinite }

/// Σ u²·f² over those outputs in `ranges` at which two lists of these outputs, one after the other, differ.
func sumOfSquares(
  of f: [Double], times u: [Double], at ranges: [Range<Int>], where one: [Double],
  differsFrom other: [Double]
) -> Double {
  var (sums, sum) = (SIMD4<Double>(), 0.0)
  f.withUnsafeBufferPointer { f in
    u.withUnsafeBufferPointer { u in
      one.withUnsafeBufferPointer { one in
        other.withUnsafeBufferPointer { other in
          var place = 0
          for range in ranges {
            var j = range.lowerBound
            while j &+ 4 <= range.upperBound {
              let root = SIMD4(u, j) * SIMD4(f, j)
              sums += (root * root).replacing(
                with: 0, where: SIMD4(one, place) .== SIMD4(other, place))
              j &+= 4
              place &+= 4
            }
            while j < range.upperBound {
              let root = u[j] * f[j]
              if one[place] != other[place] { sum += root * root }
              j &+= 1
              place &+= 1
            }
          }
        }
      }
    }
  }
  return sum + sums.sum()
}

extension SIMD4<Double> {
  /// The four numbers from one place on.
  @inline(__always)
  fileprivate init(_ numbers: UnsafeBufferPointer<Double>, _ first: Int) {
    self.init(numbers[first], numbers[first &+ 1], numbers[first &+ 2], numbers[first &+ 3])
  }
}

/// ⟨a, b⟩
func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = CompensatedSum()
  for (x, y) in zip(a, b) { sum.add(x * y) }
  return sum.value
}
