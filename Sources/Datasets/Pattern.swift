internal import GSL

/// What an image of ``SyntheticImages`` shows.
struct Pattern: Sendable {
  /// Brightness 0…1 at a pixel x to the right of and y below the center.
  typealias Brightness = (_ x: Double, _ y: Double) -> Double

  let name: String
  /// One picture of this pattern, of random size, and of a position that is random but not all over.
  let picture: @Sendable (RandomGenerator) -> Brightness

  /// The pattern of each label.
  static let all = [
    Pattern(name: "horizontal stripes") { stripes(across: (0, 1), from: $0) },
    Pattern(name: "vertical stripes") { stripes(across: (1, 0), from: $0) },
    Pattern(name: "rising stripes") { stripes(across: (diagonal, diagonal), from: $0) },
    Pattern(name: "falling stripes") { stripes(across: (-diagonal, diagonal), from: $0) },
    Pattern(name: "checkerboard", picture: checkerboard),
    Pattern(name: "disc", picture: disc),
    Pattern(name: "ring", picture: ring),
    Pattern(name: "cross", picture: cross),
    Pattern(name: "ramp", picture: ramp),
    Pattern(name: "blobs", picture: blobs),
  ]
}

/// The sine and cosine of 45°.
private let diagonal = 0.5.squareRoot()

// MARK: - Shapes

// Each is a signed distance from its edge in pixels, positive inside; brightness is the part of a
// pixel that lies inside.
private func coverage(_ distance: Double) -> Double { min(max(distance + 0.5, 0), 1) }

/// The signed distance of `u` from the nearer edge of bands of width `period` / 2, one from 0.
private func band(_ u: Double, period: Double) -> Double {
  let place = u / period - (u / period).rounded(.down)
  return period * (0.25 - abs(place - 0.25 - (place > 0.75 ? 1 : 0)))
}

/// Where bands of this period begin, up to a quarter of it to either side: by half a period they would be the
/// opposite, and pictures of a class would cancel out.
private func phase(_ period: Double, _ generator: RandomGenerator) -> Double {
  generator.uniform(in: -period / 4...period / 4)
}

/// Bands that follow each other in a direction (a, b), tilted a little.
private func stripes(
  across direction: (Double, Double), from generator: RandomGenerator
) -> Pattern.Brightness {
  let (a, b) = direction
  let period = generator.uniform(in: 7...9)
  let phase = phase(period, generator)
  let tilt = generator.uniform(in: -0.12...0.12)
  return { x, y in coverage(band((a - tilt * b) * x + (b + tilt * a) * y + phase, period: period)) }
}

private func checkerboard(_ generator: RandomGenerator) -> Pattern.Brightness {
  let period = generator.uniform(in: 12...16)
  let (right, down) = (phase(period, generator), phase(period, generator))
  return { x, y in
    // The product of the two distances' signs, with the smaller of their sizes.
    let (u, v) = (band(x + right, period: period), band(y + down, period: period))
    return coverage(u * v < 0 ? -min(abs(u), abs(v)) : min(abs(u), abs(v)))
  }
}

private func center(_ generator: RandomGenerator) -> (x: Double, y: Double) {
  (generator.uniform(in: -4...4), generator.uniform(in: -4...4))
}

private func disc(_ generator: RandomGenerator) -> Pattern.Brightness {
  let center = center(generator)
  let radius = generator.uniform(in: 6...10)
  return { x, y in coverage(radius - distance(x - center.x, y - center.y)) }
}

private func ring(_ generator: RandomGenerator) -> Pattern.Brightness {
  let center = center(generator)
  let radius = generator.uniform(in: 8...11)
  let halfWidth = generator.uniform(in: 1.5...2.5)
  return { x, y in coverage(halfWidth - abs(radius - distance(x - center.x, y - center.y))) }
}

private func cross(_ generator: RandomGenerator) -> Pattern.Brightness {
  let center = center(generator)
  let length = generator.uniform(in: 9...13)
  let halfWidth = generator.uniform(in: 1.5...3)
  return { x, y in
    let (u, v) = (abs(x - center.x), abs(y - center.y))
    return coverage(min(halfWidth - min(u, v), length - max(u, v)))
  }
}

/// From dark on one side to bright on the other, in any direction.
private func ramp(_ generator: RandomGenerator) -> Pattern.Brightness {
  var (a, b) = (0.0, 0.0)
  repeat {
    (a, b) = (generator.uniform(in: -1...1), generator.uniform(in: -1...1))
  } while !(0.1...1 ~= a * a + b * b)
  let length = distance(a, b)
  return { x, y in 0.5 + (a * x + b * y) / (44 * length) }
}

/// Soft spots that add up.
private func blobs(_ generator: RandomGenerator) -> Pattern.Brightness {
  let spots = (0..<6).map { _ in
    (
      x: generator.uniform(in: -14...14), y: generator.uniform(in: -14...14),
      radius: generator.uniform(in: 5...8)
    )
  }
  return { x, y in
    var sum = 0.0
    for spot in spots {
      let (u, v) = (x - spot.x, y - spot.y)
      let inside = max(0, 1 - (u * u + v * v) / (spot.radius * spot.radius))
      sum += inside * inside
    }
    return min(sum, 1)
  }
}

private func distance(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
