import Foundation
import GradientChecking
import Testing

@testable import Reporting
@testable import TrainingReporting

/// Pages as a browser shows them.
@Suite(.serialized, .enabled(if: Browser.isThere, "there is no Chromium; BROWSER may name one"))
struct PageTests {
  private static let windows = [(1100, false), (390, true)]

  @Test(arguments: windows)
  func `nothing of a gradient report is clipped`(width: Int, isDark: Bool) throws {
    var document = try FormatTests.document()
    let sweeps = try GradientDocument(
      json: Data(contentsOf: root.appending(path: "Reports/gradcheck-sweep-tanh.json"))
    ).sweeps
    document = GradientDocument(reports: document.reports, sweeps: sweeps, blas: "none")
    let page = GradientPage(document).html.description
    let shown = try Browser.faults(page, width: width, isDark: isDark)
    #expect(shown.faults == "" && shown.console.isEmpty, "\(shown)")
    #expect(shown.pictures >= 4)
  }

  @Test(arguments: windows)
  func `nothing of a sanity report is clipped`(width: Int, isDark: Bool) throws {
    for name in ["sanity-mlp-high-rate", "sanity-vgg11"] {
      let json = try Data(contentsOf: root.appending(path: "Reports/\(name).json"))
      var document = try SanityDocument(json: json)
      document.samples = ["0 airplane", "1 automobile"].map {
        LabeledPicture($0, Picture(width: 8, height: 8, gray: 99))
      }
      let page = SanityPage(document).html.description
      #expect(document.samples.allSatisfy { page.contains($0.label) })
      let shown = try Browser.faults(page, width: width, isDark: isDark)
      #expect(shown.faults == "" && shown.console.isEmpty, "\(name): \(shown)")
      #expect(shown.pictures >= 4)
    }
  }

  @Test func `what is clipped would be found`() throws {
    let chart = Chart.figure(
      "a", "b", width: 100, height: 20, "<text x=\"90\" y=\"15\">too long</text>")
    let page = Page(title: "t", content: "\(chart)<p style=\"width: 9999px\">wide</p>").html
      .description
    let shown = try Browser.faults(page, width: 800, isDark: false)
    #expect(
      shown.faults.contains("the page is wider") && shown.faults.contains("clipped: text too long"))
  }
}
