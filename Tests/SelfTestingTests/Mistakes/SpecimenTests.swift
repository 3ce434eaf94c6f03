import Testing

@testable import SelfTesting

@Suite struct SpecimenTests {
  @Test func `every specimen has a name of its own, and a mistake in words`() throws {
    let specimens = try Specimen.catalogue()
    #expect(Set(specimens.map(\.id)).count == specimens.count)
    for specimen in specimens {
      #expect(!specimen.mistake.quantity.isEmpty && !specimen.culprits.isEmpty, "\(specimen.id)")
      #expect(specimen.threads.allSatisfy { $0.contains("#") }, "\(specimen.id)")
    }
  }

  @Test func `a mistake with a factor is off by that factor`() throws {
    for specimen in Specimen.told() where specimen.mistake.family == .scale {
      guard let factor = specimen.mistake.factor, specimen.right != nil else { continue }
      let error = try #require(specimen.strains().first).error
      let expected = (factor - 1).magnitude / max(1, factor.magnitude)
      #expect((error - expected).magnitude < 1e-9, "\(specimen.id): \(error), not \(expected)")
    }
  }

  @Test func `a dilution is in its portion only, and of its share`() throws {
    let specimen = try #require(
      Specimen.told().first { $0.id == "linear: dW twice as large" })
    let strains = try specimen.strains()
    #expect(strains.map(\.dilution) == Dilution.all)
    #expect(strains[0].appearance == .scale(2) && strains[1].appearance == .scale(1.01))
    #expect(strains.dropFirst(3).allSatisfy { $0.appearance.family == .place })
    for strain in strains {
      // 2 for the right value 1 is an error of a half; the rest is diluted.
      let share = strain.dilution.share
      #expect((strain.error - share / (1 + share)).magnitude < 1e-12)
    }
  }

  @Test func `a subgradient is not diluted into another one`() throws {
    for specimen in Specimen.told() where specimen.mistake.quantity == "at 0" {
      let isSmooth = specimen.subject == "softplus"
      #expect(try specimen.strains().count == 1 || isSmooth, "\(specimen.id)")
    }
  }
}
