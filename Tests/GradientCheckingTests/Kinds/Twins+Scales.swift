import Foundation
import GradientChecking

// Values far below 1, beside others, and far from 0.

extension Twins {
  /// Where no step relative to 1 is small beside a value, so that only one relative to the value
  /// itself shows the derivative.
  static let small: [Twins] = [
    Twins(
      name: "a wavelength of an electron", point: [9.109e-31, 1e6],
      value: { 6.626e-34 / ($0[0] * $0[1]) },
      gradient: { [-6.626e-34 / ($0[0] * $0[0] * $0[1]), -6.626e-34 / ($0[0] * $0[1] * $0[1])] }),
    Twins(
      name: "exp(−E / kT)", point: [1e-21, 4.1e-21], value: { exp(-$0[0] / $0[1]) },
      gradient: { x in
        let y = exp(-x[0] / x[1])
        return [-y / x[1], y * x[0] / (x[1] * x[1])]
      }),
    Twins(
      name: "log x at 1e-300", point: [1e-300], value: { log($0[0]) }, gradient: { [1 / $0[0]] }),
    Twins(
      name: "a quotient of 1e-140 in a sum", point: [1e-140, 2e-140, 5e-140],
      value: { 3e140 * ($0[0] + $0[1] + $0[2]) + $0[0] / $0[1] },
      gradient: { [3e140 + 1 / $0[1], 3e140 - $0[0] / ($0[1] * $0[1]), 3e140] }),
    Twins(
      name: "a kink at 1e-25", point: [1.1e-25, 0.9e-25],
      value: { x in x.reduce(0) { $0 + max(1e25 * $1, 1) } },
      gradient: { x in x.map { $0 > 1e-25 ? 1e25 : 0 } }, mistakes: [.sign, .double, .percent]),
    Twins(
      name: "squares of 1e-12 and 1e12", point: [1e-12, 1, 1e6],
      value: { x in x.reduce(0) { $0 + $1 * $1 } }, gradient: { x in x.map { 2 * $0 } }),
  ]

  /// Values of different units in one block, and derivatives of as many sizes, each of which matters.
  static let units: [Twins] = [
    Twins(
      name: "the impedance of a circuit", point: [50, 1e-6, 1.1e-11, 1.2e9],
      value: { q in
        let x = q[3] * q[1] - 1 / (q[3] * q[2])
        return (q[0] * q[0] + x * x).squareRoot()
      },
      gradient: { q in
        let x = q[3] * q[1] - 1 / (q[3] * q[2])
        let z = (q[0] * q[0] + x * x).squareRoot()
        return [
          q[0] / z, x * q[3] / z, x / (q[3] * q[2] * q[2] * z),
          x * (q[1] + 1 / (q[3] * q[3] * q[2])) / z,
        ]
      }),
    Twins(
      name: "the force between two bodies", point: [5.97e24, 7.35e22, 3.84e8],
      value: { q in 6.674e-11 * q[0] * q[1] / (q[2] * q[2]) },
      gradient: { q in
        let force = 6.674e-11 * q[0] * q[1] / (q[2] * q[2])
        return [force / q[0], force / q[1], -2 * force / q[2]]
      }),
    Twins(
      name: "the rate of a reaction", point: [3e12, 8e4, 600],
      value: { q in q[0] * exp(-q[1] / (8.314 * q[2])) },
      gradient: { q in
        let rate = q[0] * exp(-q[1] / (8.314 * q[2]))
        return [
          rate / q[0], -rate / (8.314 * q[2]), rate * q[1] / (8.314 * q[2] * q[2]),
        ]
      }),
    Twins(
      name: "the energy of a photon", point: [6.6e-34, 3e8, 5e-7],
      value: { q in q[0] * q[1] / q[2] },
      gradient: { q in [q[1] / q[2], q[0] / q[2], -q[0] * q[1] / (q[2] * q[2])] }),
  ]

  /// Where the first step is wide beside the function's own scale, which bends and has no kink.
  static let bent: [Twins] = [
    Twins(
      name: "a variance far from 0", point: [1e6 + 0.1, 1e6 + 0.5, 1e6 - 0.25, 1e6 + 2],
      value: { x in
        let mean = x.reduce(0, +) / 4
        return x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4
      },
      gradient: { x in
        let mean = x.reduce(0, +) / 4
        return x.map { ($0 - mean) / 2 }
      }),
    Twins(
      name: "a well at 1e5", point: [1e5 + 0.01, 1e5 - 0.02],
      value: { x in x.reduce(0) { $0 + ($1 - 1e5) * ($1 - 1e5) } },
      gradient: { x in x.map { 2 * ($0 - 1e5) } }),
  ]
}
