import Commands
import Foundation
import Testing

@Suite struct LedgerTests {
  @Test func `what was written can be taken, and then nothing is written any more`() throws {
    let ledger = Ledger<[Int]>([])
    try ledger.write { $0.append(1) }
    #expect(ledger.close() == [1])
    #expect(throws: CancellationError.self) { try ledger.write { $0.append(2) } }
    #expect(ledger.close() == [1])
  }

  @Test func `a writer that is held up is not waited for`() {
    let ledger = Ledger<[Int]>([])
    let (began, end) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    Thread.detachNewThread {
      try? ledger.write { _ in
        began.signal()
        end.wait()
      }
    }
    began.wait()
    #expect(ledger.close() == nil)
    end.signal()
  }
}
