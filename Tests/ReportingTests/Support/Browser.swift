import Foundation

/// A browser without a window: that of the environment variable BROWSER, else Chromium or Chrome where it is
/// installed.
enum Browser {
  private static let path: String? = {
    let named = ProcessInfo.processInfo.environment["BROWSER"].map { [$0] } ?? []
    let folders = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]
    let names = ["chromium", "chromium-browser", "google-chrome"]
    return (named + folders.flatMap { folder in names.map { "\(folder)/\($0)" } })
      .first { $0.contains("/") && FileManager.default.isExecutableFile(atPath: $0) }
  }()

  static var isThere: Bool { path != nil }

  /// Lists what does not fit where it stands.
  private static let inspection = """
    <script>
    const faults = [];
    if (document.documentElement.scrollWidth > innerWidth) faults.push("the page is wider than the window");
    for (const e of document.querySelectorAll("main *")) {
      if (!e.closest("svg") && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0
          && getComputedStyle(e).display != "inline" && !e.closest(".wide")) faults.push("overflow: " + e.tagName);
    }
    for (const svg of document.querySelectorAll("svg")) {
      const frame = svg.getBoundingClientRect();
      if (frame.width == 0) continue;
      for (const e of svg.querySelectorAll("text, circle, rect, polyline")) {
        const box = e.getBoundingClientRect();
        if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1
            || box.bottom > frame.bottom + 1) faults.push("clipped: " + e.tagName + " " + e.textContent);
      }
    }
    document.title = "faults: " + faults.join("; ") + " in " + document.querySelectorAll("svg").length;
    </script>
    """

  /// What is wrong with a page in a window of this width, and how many pictures it has.
  static func faults(
    _ page: String, width: Int, isDark: Bool
  ) throws -> (faults: String, pictures: Int, console: [String]) {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // The page forbids what runs; its copy must not.
    let policy = try Regex("<meta http-equiv=\"Content-Security-Policy\"[^>]*>")
    let copy = page.replacing(policy, with: "").replacing("</body>", with: inspection + "</body>")
    let (file, out, err) = (
      folder.appending(path: "page.html"), folder.appending(path: "out"),
      folder.appending(path: "err")
    )
    try Data(copy.utf8).write(to: file)
    for file in [out, err] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(filePath: path ?? "")
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
      "--user-data-dir=\(folder.path)/profile", "--window-size=\(width),900",
      "--blink-settings=preferredColorScheme=\(isDark ? 0 : 1)", "--dump-dom",
      "file://\(file.path)",
    ]
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = try FileHandle(forWritingTo: err)
    try process.run()
    process.waitUntilExit()
    let dom = try String(contentsOf: out, encoding: .utf8)
    let console = try String(contentsOf: err, encoding: .utf8).split(separator: "\n")
      .filter { $0.contains("CONSOLE") }.map(String.init)
    guard let match = dom.firstMatch(of: /<title>faults: (.*) in ([0-9]+)<\/title>/) else {
      return ("the page was not shown: \(dom.prefix(200))", 0, console)
    }
    return (String(match.1), Int(match.2) ?? 0, console)
  }
}
