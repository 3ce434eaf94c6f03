import Foundation

extension GradientDocument: ReportDocument {
  public static let formats: [ReportFormat<GradientDocument>] = [
    .text, .json, .html, .markdown, .csv, .junit, .github,
  ]
}

extension ReportFormat<GradientDocument> {
  /// `GradientText`, a report at a time.
  public static let text = ReportFormat(
    "text", "for the terminal", fileExtension: "txt", encode: nil)
  /// ``GradientDocument`` as it is.
  public static let json = ReportFormat("json", "for programs", fileExtension: "json") {
    try $0.json()
  }
  public static let html = ReportFormat(
    "html", "a page with charts, in one file", fileExtension: "html", isDrawn: true
  ) {
    Data(GradientPage($0).html.description.utf8)
  }
  public static let markdown = ReportFormat(
    "markdown", "for a comment or a summary", fileExtension: "md"
  ) {
    Data(GradientMarkdown.render($0).utf8)
  }
  public static let junit = ReportFormat(
    "junit", "XML for what shows test results", fileExtension: "xml"
  ) {
    Data(JUnit.render($0).utf8)
  }
  public static let github = ReportFormat("github", "annotations of GitHub Actions") {
    Data(GitHubAnnotations.render($0).utf8)
  }
}
