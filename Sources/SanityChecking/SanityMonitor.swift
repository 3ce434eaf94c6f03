import Diagnostics

/// How the caller of a long run follows and stops it.
public struct SanityMonitor: Sendable {
  /// Called now and then with what is being done, and how much of it is done and to do.
  public var progress: @Sendable (_ title: String, _ done: Int, _ total: Int) -> Void
  /// Asked now and then; true ends the run with what is finished.
  public var isCancelled: @Sendable () -> Bool
  /// Called at the start and after each experiment with the report as far as it has come.
  public var partialReport: @Sendable (SanityReport) -> Void
  /// Called after each step of the watched training, where there is one; the tensors are copied for it alone.
  public var snapshot: (@Sendable (TrainingSnapshot) throws -> Void)?

  public init(
    progress: @escaping @Sendable (_ title: String, _ done: Int, _ total: Int) -> Void = {
      _, _, _ in
    },
    isCancelled: @escaping @Sendable () -> Bool = { false },
    partialReport: @escaping @Sendable (SanityReport) -> Void = { _ in },
    snapshot: (@Sendable (TrainingSnapshot) throws -> Void)? = nil
  ) {
    self.progress = progress
    self.isCancelled = isCancelled
    self.partialReport = partialReport
    self.snapshot = snapshot
  }

  func update(_ title: String, _ done: Int, of total: Int) throws {
    guard !isCancelled() else { throw CancellationError() }
    progress(title, done, total)
  }
}
