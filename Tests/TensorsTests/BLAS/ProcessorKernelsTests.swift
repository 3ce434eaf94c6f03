import Foundation
import Testing

@testable import Tensors

@Suite("ProcessorKernels")
struct ProcessorKernelsTests {
  @Test("Wider instructions are better")
  func order() {
    #expect(ProcessorKernels.baseline < .avx2)
    #expect(ProcessorKernels.avx2 < .avx512)
    #expect(ProcessorKernels.baseline < .avx512)
    #expect(!(ProcessorKernels.avx2 < .avx2))
    #expect([ProcessorKernels.avx512, .baseline, .avx2].sorted() == [.baseline, .avx2, .avx512])
  }

  @Test(
    "A generation is known by its kernels' name, in any case of letters",
    arguments: [
      ("SkylakeX", ProcessorKernels.avx512), ("SKYLAKEX", .avx512), ("Cooperlake", .avx512),
      ("SapphireRapids", .avx512), ("Haswell", .avx2), ("Zen", .avx2), ("Prescott", .baseline),
      ("Sandybridge", .baseline), ("Nehalem", .baseline), ("", .baseline),
    ])
  func name(name: String, kernels: ProcessorKernels) {
    #expect(ProcessorKernels(openBLASCore: name) == kernels)
  }

  @Test("The name of a generation belongs to it", arguments: [0, 1, 2])
  func roundTrip(rawValue: Int) throws {
    let kernels = try #require(ProcessorKernels(rawValue: rawValue))
    #expect(ProcessorKernels(openBLASCore: kernels.openBLASCore) == kernels)
  }

  @Test(
    "The kernels in use are no worse than those that the processor supports",
    .enabled(if: ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"] == nil))
  func inUse() {
    let name = BLAS.shared.name
    guard let supported = ProcessorKernels.supported, name.hasSuffix(" kernels)"),
      let core = name.split(separator: "(").last?.split(separator: " ").first
    else { return }
    #expect(ProcessorKernels(openBLASCore: String(core)) >= supported)
  }
}
