/// How the caller of a long run follows and stops it.
public struct SanityMonitor: Sendable {
  /// Called now and then with what is being done, and how much of it is done and to do.
  public var progress: @Sendable (_ title: String, _ done: Int, _ total: Int) -> Void
  /// Asked now and then; true ends the run with what is finished.
  public var isCancelled: @Sendable () -> Bool

  public init(
    progress: @escaping @Sendable (_ title: String, _ done: Int, _ total: Int) -> Void = {
      _, _, _ in
    },
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.progress = progress
    self.isCancelled = isCancelled
  }

  func update(_ title: String, _ done: Int, of total: Int) throws {
    guard !isCancelled() else { throw CancellationError() }
    progress(title, done, total)
  }
}
