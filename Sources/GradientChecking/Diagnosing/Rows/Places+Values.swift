import Foundation

/// Where a gradient is wrong by the values there, of the variable, of others or of what the function tells.
extension Places {
  func values(_ samples: [Sample]) -> [Rule] {
    guard let first = samples.first else { return [] }
    var rules = [
      Rule(
        quantity: "where it should be 0",
        words: "where it should be 0: a mask, or a dead unit, is forgotten", cost: 3
      ) { sample, i in sample.n[i].magnitude <= 4 * sample.e[i] }
    ]
    let fields = first.fields.enumerated().filter {
      [.own, .output, .told, .variable].contains($0.element.kind)
    }
    for (number, field) in fields {
      let isOwn = field.kind == .own
      let (label, name) = (field.symbol, field.name)
      func value(_ sample: Sample, _ i: Int) -> Double? {
        number < sample.fields.count ? sample.fields[number].values[i] : nil
      }
      func test(
        _ cost: Double, _ quantity: String, _ words: String, isZero: Bool = false,
        _ holds: @escaping (Double) -> Bool
      ) {
        rules.append(
          Rule(
            quantity: quantity, words: "where \(words)",
            cost: cost + (isOwn ? 0 : log2(Double(1 + fields.count))), isZeroInput: isZero
          ) { sample, i in value(sample, i).map(holds) ?? false })
      }
      test(2, isOwn ? "negative side" : "\(label) < 0", "\(name) is negative") { $0 < 0 }
      test(2, isOwn ? "positive side" : "\(label) > 0", "\(name) is positive") { $0 > 0 }
      test(isOwn ? -4 : 2, "\(label) = 0", "\(name) is 0", isZero: isOwn) { $0 == 0 }
      // A bound that parts wrong from right at all points.
      let bits = log2(Double(first.a.count)) + 2
      for isSigned in [true, false] {
        func size(_ value: Double) -> Double { isSigned ? value : value.magnitude }
        let (text, words) = isSigned ? (label, name) : ("|\(label)|", "|\(name)|")
        var (wrong, right) = ([Double](), [Double]())
        for sample in samples {
          for i in sample.a.indices where isInformative(sample, i) {
            guard let value = value(sample, i).map(size) else { continue }
            if sample.isWrong[i] { wrong.append(value) } else { right.append(value) }
          }
        }
        guard let least = right.min(), let most = right.max(), let low = wrong.min(),
          let high = wrong.max()
        else { continue }
        if low > most {
          let bound = Places.bound(most, low)
          test(bits, "\(text) > \(bound)", "\(words) > \(bound)") { size($0) > most }
        } else if high < least {
          let bound = Places.bound(high, least)
          test(bits, "\(text) < \(bound)", "\(words) < \(bound)") { size($0) < least }
        }
      }
    }
    return rules
  }

  /// A number between two, in as few digits as they allow.
  private static func bound(_ low: Double, _ high: Double) -> String {
    if low <= 0, 0 <= high { return "0" }
    for digits in 0..<6 {
      let scale = pow(10, Double(digits))
      let rounded = (low * scale).rounded(.up) / scale
      if rounded < high { return short(rounded) }
    }
    return short(high)
  }
}
