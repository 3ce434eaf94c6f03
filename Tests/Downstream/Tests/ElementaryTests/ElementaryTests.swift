import Elementary
import Foundation
import GradientCheckDifferentiation
import Testing

extension Line: CoordinatedStruct {
  public static var parts: [Part<Self>] { [Part(\.slope, \.slope), Part(\.offsets, \.offsets)] }
}

@Suite struct ElementaryTests {
  @Test func hyperbolicCosine() {
    expectDerivative(of: Elementary.hyperbolicCosine, at: [-2, 0, 0.5, 3])
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["WITH_WRONG_GRADIENT"] != nil))
  func hyperbolicSine() {
    expectDerivative(of: Elementary.hyperbolicSine, at: [0.5], named: "sinh")
  }

  @Test func line() {
    expectGradients(
      of: { (line: Line, x: Double) in line(x) }, at: Line(slope: 2, offsets: [1, -3]), 0.5)
  }
}
