import Foundation

/// A number in as few characters as a sentence can do with: three significant digits.
///
/// Not by `String(format:)`, which takes longer than to check an entry of a Jacobian, of which many are
/// explained.
func short(_ value: Double) -> String {
  withVaList([value]) { value in
    // A sign, three digits, a point, an exponent of up to five characters.
    String(unsafeUninitializedCapacity: 16) { text in
      text.withMemoryRebound(to: CChar.self) {
        Int(vsnprintf($0.baseAddress, $0.count, "%.3g", value))
      }
    }
  }
}

/// Two numbers, each with as many digits as it takes to tell them apart, but at least three.
func distinctly(_ one: Double, _ other: Double) -> (String, String) {
  var texts = (short(one), short(other))
  var digits = 3
  while texts.0 == texts.1, digits < 17 {
    digits += 1
    texts = (String(format: "%.\(digits)g", one), String(format: "%.\(digits)g", other))
  }
  return texts
}
