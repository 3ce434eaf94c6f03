#if GSL
  import CGSL

  /// What GSL refused to do, in its own words.
  public struct GSLError: Error, Equatable, CustomStringConvertible {
    /// GSL's error code, such as `GSL_EDOM`.
    public let code: Int32
    /// GSL's one-line explanation of the code.
    public let description: String

    /// Throws unless `code` says success.
    static func check(_ code: Int32) throws(GSLError) {
      guard code != Int32(GSL_SUCCESS) else { return }
      throw GSLError(code: code, description: String(cString: gsl_strerror(code)))
    }

    /// GSL's default handler aborts the process. Everything here that can raise an error touches
    /// this first, so that errors come back as codes.
    static let abortIsOff: Bool = {
      _ = gsl_set_error_handler_off()
      return true
    }()
  }
#else
  /// What could not be calculated, where the package is built without GSL; with GSL's codes.
  public struct GSLError: Error, Equatable, CustomStringConvertible {
    public let code: Int32
    public let description: String
  }
#endif
