/// A function of double precision that computes in single precision somewhere, and so moves in stairs.
///
/// Over a sixteenth of a stair its values are exactly equal, wherever one looks, though its slope
/// would move them by many roundings: nothing else does that at places far apart. A stair is as wide
/// as the rounding of the displaced value to single precision, or of the function's value.
///
/// Where roundings inside blur the stairs, the outputs tell: in double precision hardly one of them is also
/// a number of single precision, here all are.
struct Staircase {
  /// σ of the stairs.
  let noise: Double

  var explanation: String { "single precision inside: it moves in stairs of about \(short(noise))" }

  private static let roundoff = Precision.float.unitRoundoff
  /// Where to look, in widths of a stair.
  private static let places = [-95.3, -36.7, 41.9, 102.1]

  /// Nil where there are none.
  init?(_ line: inout Line, slope: Double, rounding: Double) throws {
    let (roundoff, size) = (Staircase.roundoff, line.outputSize)
    let rise = (slope * line.size).magnitude
    guard slope != 0, slope.isFinite else { return nil }
    let height = roundoff * (size + rise)
    // Along a direction the smaller values of the block have narrower stairs.
    let inputs = [1, 0x1p-4, 0x1p-8].map { $0 * roundoff * line.size }
    for width in inputs + [roundoff * size / slope.magnitude] {
      let part = width / 16
      guard slope.magnitude * part > 64 * rounding, part > line.steps.lowerBound / 32 else {
        continue
      }
      let pairs = Staircase.places.map { ($0 * width, $0 * width + part) }
      try line.expect(pairs.flatMap { [$0.0, $0.1] })
      let levels = try pairs.compactMap { place, beside in
        let here = try line.change(place)
        return here == (try line.change(beside)) ? (place: place, level: here) : nil
      }
      // On the whole it must move, unlike one that saturates.
      let climbs = zip(levels.dropFirst(), levels).allSatisfy { next, last in
        (next.level - last.level).magnitude > (slope * (next.place - last.place)).magnitude / 4
      }
      // One of the places may lie just before an edge.
      if levels.count >= 3, climbs {
        noise = height
        return
      }
    }
    guard try Staircase.isRounded(&line) else { return nil }
    noise = Staircase.roundingsInside * height
  }

  /// How many times as much as the last rounding those before it may have added.
  private static let roundingsInside = 8.0
  /// The digits of a number that comes about by rounding, not by chance.
  private static let leastDigits = 12

  /// Whether the outputs at some places are all numbers of single precision.
  private static func isRounded(_ line: inout Line) throws -> Bool {
    let step = line.steps.upperBound / 128
    let places = [-5.0, -3, 3, 5].map { line.representable($0 * step) }
    try line.expect(places)
    let outputs = try places.flatMap { try line.sample($0).output }
    return outputs.allSatisfy { Double(Float($0)) == $0 }
      && outputs.count { $0.significandWidth >= leastDigits } >= 4
  }
}
