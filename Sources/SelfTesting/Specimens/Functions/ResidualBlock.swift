import GSL

/// relu(W₂·relu(W₁·x + b) + x), whose hidden units all lie near their kinks.
struct ResidualBlock: Sendable {
  private static let (inputs, hidden) = (5, 60)
  let x: [Double]
  private let first, second, bias: [Double]

  init(seed: UInt64, spread: Double) {
    let generator = RandomGenerator(seed: seed)
    let (inputs, hidden) = (Self.inputs, Self.hidden)
    let first = generator.normals(hidden * inputs, standardDeviation: 0.4)
    let x = generator.normals(inputs)
    second = generator.normals(inputs * hidden)
    bias = (0..<hidden).map { unit in
      spread * generator.uniform(in: -1...1)
        - x.indices.reduce(0) { $0 + first[unit * inputs + $1] * x[$1] }
    }
    (self.first, self.x) = (first, x)
  }

  private func sums(_ x: [Double]) -> (hidden: [Double], output: [Double]) {
    let hidden = bias.indices.map { unit in
      x.indices.reduce(bias[unit]) { $0 + first[unit * Self.inputs + $1] * x[$1] }
    }
    let output = x.indices.map { j in
      hidden.indices.reduce(x[j]) { $0 + second[j * Self.hidden + $1] * max(0, hidden[$1]) }
    }
    return (hidden, output)
  }

  func outputs(_ x: [Double]) -> [Double] { sums(x).output.map { max(0, $0) } }

  func branches(_ x: [Double]) -> [UInt16] {
    let (hidden, output) = sums(x)
    return (hidden + output).map { $0 > 0 ? 1 : 0 }
  }

  func pullback(_ u: [Double], _ x: [Double]) -> [Double] {
    let (hidden, output) = sums(x)
    let outer = zip(u, output).map { $1 > 0 ? $0 : 0 }
    var dx = outer
    for unit in hidden.indices where hidden[unit] > 0 {
      let inner = outer.indices.reduce(0) { $0 + outer[$1] * second[$1 * Self.hidden + unit] }
      for i in dx.indices { dx[i] += inner * first[unit * Self.inputs + i] }
    }
    return dx
  }
}
