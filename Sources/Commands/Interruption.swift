import Dispatch
import Foundation
import Synchronization

/// Turns the first Ctrl-C into a request to stop, so that what is finished can still be written. A
/// second one ends the process at once.
package final class Interruption: Sendable {
  private let requested = Atomic(false)

  package init() {
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(
      signal: SIGINT, queue: DispatchQueue(label: "interruption"))
    // The handler keeps both this object and its source alive, for as long as the process lives.
    source.setEventHandler {
      self.requested.store(true, ordering: .relaxed)
      signal(SIGINT, SIG_DFL)
      _ = source
    }
    source.resume()
  }

  package var isRequested: Bool { requested.load(ordering: .relaxed) }
}
