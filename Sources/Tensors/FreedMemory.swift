/// The memory of tensors that are gone, for the next ones.
public enum FreedMemory {
  /// Lets the C library keep some megabytes of freed memory for itself.
  ///
  /// A pass through a network frees all that it has allocated. What glibc does not keep goes back to the
  /// system, which hands it out to the next pass page by page, each filled with zeros: where a pass takes a
  /// millisecond, that is a third of its time. How much glibc keeps goes by the largest block that it has
  /// seen freed, up to 32 MB; other libraries do not mind.
  public static func keep() { _ = hasSeenLargeBlock }

  private static let hasSeenLargeBlock: Void = {
    UnsafeMutableRawPointer.allocate(byteCount: 31 << 20, alignment: 16).deallocate()
  }()
}
