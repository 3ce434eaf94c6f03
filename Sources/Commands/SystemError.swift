import Foundation

/// Why a call into the system failed, in the system's words.
package struct SystemError: Error, CustomStringConvertible {
  let code: Int32

  /// The last call of this thread.
  init() { code = errno }

  init(_ code: Int32) { self.code = code }

  package var description: String { String(cString: strerror(code)) }
}
