import GradientChecking
import Testing

@Suite("Bands of relative error")
struct BandTests {
  @Test(
    "Each band holds its upper edge",
    arguments: [
      (0.0, Band.good), (1e-7, .good), (1e-7.nextUp, .fineWithKinks), (1e-4, .fineWithKinks),
      (1e-4.nextUp, .suspicious), (1e-2, .suspicious), (1e-2.nextUp, .wrong), (1, .wrong),
      (2, .wrong), (.infinity, .wrong), (.nan, .wrong),
    ])
  func edges(error: Double, band: Band) { #expect(Band(relativeError: error) == band) }

  @Test("The relative error is measured by the larger of the two, and two zeros are equal")
  func relativeErrors() {
    #expect(relativeError(0, 0) == 0)
    #expect(relativeError(0, -0.0) == 0)
    #expect(relativeError(1, 0) == 1)
    #expect(relativeError(0, 1e-300) == 1)
    #expect(relativeError(1, -1) == 2)
    #expect(relativeError(3, 4) == 0.25)
    #expect(relativeError(4, 3) == 0.25)
    for other in [0.0, 1, .infinity, .nan] {
      #expect(relativeError(.nan, other).isNaN)
      #expect(relativeError(other, .nan).isNaN)
    }
  }
}
