import Synchronization

/// What a mistaken pullback remembers from call to call.
final class Memory<Value: Sendable>: Sendable {
  private let value: Mutex<Value>

  init(_ value: Value) { self.value = Mutex(value) }

  /// Puts a value in, and returns the one that was there.
  func exchange(_ new: Value) -> Value {
    value.withLock { stored in
      let old = stored
      stored = new
      return old
    }
  }
}
