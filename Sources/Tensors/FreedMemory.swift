#if canImport(Glibc)
  import Glibc
#endif

/// The memory of tensors that are gone, for the next ones.
public enum FreedMemory {
  /// Lets the C library keep some of the freed memory for itself.
  ///
  /// A pass through a network frees all that it has allocated. What glibc does not keep goes back to the
  /// system, which hands it out to the next pass page by page, each filled with zeros: that is a third of
  /// the time of a pass, and half of a large network's gradient. Other libraries do not mind.
  public static func keep() { _ = isKept }

  /// Enough for a gradient of 20 million parameters; not so much that others would miss it.
  private static let most: Int32 = 256 << 20

  private static let isKept: Void = {
    #if canImport(Glibc)
      // The header that declares it is not in Swift's module.
      typealias MallOpt = @convention(c) (_ parameter: Int32, _ value: Int32) -> Int32
      let (trimThreshold, mapThreshold): (Int32, Int32) = (-1, -3)
      guard let mallopt = dlsym(nil, "mallopt").map({ unsafeBitCast($0, to: MallOpt.self) }) else {
        return
      }
      _ = mallopt(trimThreshold, most)
      // Blocks of this size or more go back whatever is kept; it cannot be set higher.
      _ = mallopt(mapThreshold, 32 << 20)
    #endif
  }()
}
