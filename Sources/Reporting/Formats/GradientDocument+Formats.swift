import Foundation

extension GradientDocument: ReportDocument {
  public static let formats: [ReportFormat<GradientDocument>] = [
    .text, .json, .html, .markdown, .junit, .github,
  ]
}

extension ReportFormat<GradientDocument> {
  /// ``GradientText``, a report at a time.
  public static let text = ReportFormat("text", "for the terminal", encode: nil)
  /// ``GradientDocument`` as it is.
  public static let json = ReportFormat("json", "for programs") { try $0.json() }
  public static let html = ReportFormat(
    "html", "a page with charts, in one file", isDrawn: true
  ) {
    Data(GradientPage($0).html.description.utf8)
  }
  public static let markdown = ReportFormat("markdown", "for a comment or a summary") {
    Data(GradientMarkdown.render($0).utf8)
  }
  public static let junit = ReportFormat("junit", "XML for what shows test results") {
    Data(JUnit.render($0).utf8)
  }
  public static let github = ReportFormat("github", "annotations of GitHub Actions") {
    Data(GitHubAnnotations.render($0).utf8)
  }
}
