/// What was built: what has measured is told apart by it.
package enum Build {
  /// A version of a command, with what it was compiled by and for.
  package static func identity(_ version: String) -> String {
    "\(version), \(compiler), \(system) \(architecture)"
  }

  private static var compiler: String {
    #if compiler(>=6.5)
      "Swift 6.5 or later"
    #elseif compiler(>=6.4)
      "Swift 6.4"
    #else
      "Swift 6.3"
    #endif
  }

  private static var system: String {
    #if os(Linux)
      "Linux"
    #elseif os(macOS)
      "macOS"
    #else
      "another system"
    #endif
  }

  private static var architecture: String {
    #if arch(x86_64)
      "x86-64"
    #elseif arch(arm64)
      "arm64"
    #else
      "of another architecture"
    #endif
  }
}
