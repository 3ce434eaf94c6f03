import Foundation
import Testing

@testable import Tensors

/// The variable is part of the process, so these tests run one after the other.
@Suite("BLASLibrary", .serialized)
struct BLASLibraryTests {
  private static let variable = "OPENBLAS_CORETYPE"

  /// The value of the variable after a library was looked for, where it was `value` before.
  private func valueAfterFinding(before value: String?) throws -> String? {
    let original = ProcessInfo.processInfo.environment[BLASLibraryTests.variable]
    defer { set(original) }
    // Found once already, as in any process that has multiplied.
    _ = BLAS.shared
    set(value)
    _ = try #require(BLASLibrary.findFastest())
    return getenv(BLASLibraryTests.variable).map { String(cString: $0) }
  }

  private func set(_ value: String?) {
    if let value {
      setenv(BLASLibraryTests.variable, value, 1)
    } else {
      unsetenv(BLASLibraryTests.variable)
    }
  }

  @Test("A core type that the user chose stays as it was", arguments: ["Haswell", "Prescott", ""])
  func userChoice(name: String) throws {
    #expect(try valueAfterFinding(before: name) == name)
  }

  @Test("Where the user chose none, none is left behind")
  func noChoice() throws {
    #expect(try valueAfterFinding(before: nil) == nil)
  }

  @Test("A library has both matrix products, and no function that does not exist")
  func functions() throws {
    let library = try #require(BLASLibrary.findFastest())
    #expect(library.function("cblas_dgemm", as: BLAS.DGEMM.self) != nil)
    #expect(library.function("cblas_sgemm", as: BLAS.SGEMM.self) != nil)
    #expect(library.function("cblas_no_such_product", as: BLAS.DGEMM.self) == nil)
    #expect(!library.name.isEmpty)
  }

  @Test("What is found the second time is what was found the first")
  func twice() throws {
    let library = try #require(BLASLibrary.findFastest())
    #expect(library.name == BLAS.shared.name)
    #expect(library.isTuned == BLAS.shared.isTuned)
  }
}
