import Testing
@testable import SelfTesting
@Suite struct SelfTestTests {
  @Test func `ids are distinct`() throws {
    let ids = try Specimen.catalogue().map(\.id)
    #expect(Set(ids).count == ids.count)
  }
}
