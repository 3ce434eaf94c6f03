import Testing

@testable import GradientChecking

@Suite("Line")
struct LineTests {
  private func line(_ specimen: some DifferentiableMap, cotangent: [Double] = [1]) throws -> Line {
    let point = Point(specimen.variables)
    return Line(
      from: try specimen.evaluate(at: point), cotangent: cotangent,
      in: try specimen.neighborhood(of: point), precision: specimen.precision)
  }

  @Test("Outputs that the displacement does not reach cancel exactly")
  func cancellation() throws {
    let specimen = VectorSpecimen(
      at: [1e9, 1e-9], output: { $0 }, pullback: { u, _ in u })
    var line = try line(specimen, cotangent: [0.3, 0.7])
    line.aim(variable: 0, coordinate: 1, of: [1e9, 1e-9])
    #expect(try line.sample(1e-12).change == 0.7 * ((1e-9 + 1e-12) - 1e-9))
  }

  @Test("A place is evaluated once")
  func memory() throws {
    var line = try line(Specimen(at: [2], value: { $0[0] }, gradient: { _ in [1] }))
    line.aim(variable: 0, coordinate: 0, of: [2])
    _ = try line.sample(0.5)
    _ = try line.sample(0.5)
    _ = try line.sample(-0.5)
    #expect(line.evaluations == 2)
  }

  @Test("A step is made representable at the coordinate", arguments: [1.0, 3.7, 1e6, -123.456])
  func representable(origin: Double) throws {
    var line = try line(Specimen(at: [origin], value: { $0[0] }, gradient: { _ in [1] }))
    line.aim(variable: 0, coordinate: 0, of: [origin])
    let h = line.representable(1e-5 * line.scale)
    #expect((origin + h) - origin == h)
    #expect(line.scale == max(1, origin.magnitude))
  }

  @Test("Branches at both sides and at the point decide whether a step stays")
  func branches() throws {
    let specimen = Specimen(
      at: [0.5], value: { relu($0[0]) }, gradient: { _ in [1] },
      branches: { [sign(of: $0[0])] })
    var line = try line(specimen)
    line.aim(variable: 0, coordinate: 0, of: [0.5])
    #expect(try line.staysOnBranch(0.25))
    #expect(try !line.staysOnBranch(0.75))
    #expect(try line.kinks(within: 0.75, slopesAt: 0.75).sites == ["kink"])
    #expect(try line.kinks(within: 0.25, slopesAt: 0.25).sites.isEmpty)
  }

  @Test("A neighborhood leaves its point as it was, to the bit")
  func restoration() throws {
    let values = [0.1, 1e16, -3e-300]
    let specimen = VectorSpecimen(at: values, output: { $0 }, pullback: { u, _ in u })
    var neighborhood = try specimen.neighborhood(of: Point([values]))
    for direction: Displacement.Direction in [.coordinate(1), .vector([0.3, 0.1, 1])] {
      let displacement = Displacement(variable: 0, direction: direction)
      _ = try neighborhood.evaluate(displacement, step: 0.7)
      #expect(try neighborhood.evaluate(displacement, step: 0).output == values)
    }
  }
}
