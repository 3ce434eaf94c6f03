import Foundation
import SelfTesting
import Testing

@Suite struct SelfTestTests {
  @Test func `one seed gives one report, whatever the number of threads, and survives JSON`() throws
  {
    let reports = try [1, 3].map { threads in
      var test = SelfTest()
      test.seed = 4
      test.threads = threads
      return try test.run()
    }
    #expect(reports[0] == reports[1])
    let decoded = try JSONDecoder().decode(SelfTestReport.self, from: reports[0].json())
    #expect(decoded == reports[0])
  }
}
