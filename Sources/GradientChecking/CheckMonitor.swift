/// How the caller of a long check follows and stops it.
public struct CheckMonitor: Sendable {
  /// Called now and then, from any thread, with the number of derivatives done and to do.
  public var progress: @Sendable (_ done: Int, _ total: Int) -> Void
  /// Asked now and then, from any thread; true ends the check with a `CancellationError`.
  public var isCancelled: @Sendable () -> Bool

  public init(
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in },
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.progress = progress
    self.isCancelled = isCancelled
  }
}
