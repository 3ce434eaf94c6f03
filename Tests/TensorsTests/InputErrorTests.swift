import Tensors
import Testing

@Suite("InputError")
struct InputErrorTests {
  @Test("It reads as one sentence: what, what it expects, what it got")
  func sentence() {
    let error = InputError("Linear(3 → 2)", expects: "input [N, 3]", got: "[5, 4]")
    #expect(error.description == "Linear(3 → 2) expects input [N, 3], got [5, 4]")
    #expect(error.subject == "Linear(3 → 2)")
    #expect(error.expectation == "input [N, 3]")
    #expect(error.actual == "[5, 4]")
  }

  @Test("Errors are the same where all three parts are")
  func equality() {
    let error = InputError("A", expects: "b", got: "c")
    #expect(error == InputError("A", expects: "b", got: "c"))
    #expect(error != InputError("A", expects: "b", got: "d"))
  }
}
