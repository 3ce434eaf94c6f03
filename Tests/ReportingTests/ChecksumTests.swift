import Foundation
import Testing

@testable import Reporting

@Suite struct ChecksumTests {
  /// From the test vectors that the authors of FNV publish.
  @Test(arguments: [
    ("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8"),
  ])
  func `it is FNV-1a`(text: String, checksum: String) {
    #expect(Checksum(Data(text.utf8)).description == "fnv1a64:\(checksum)")
  }
}
