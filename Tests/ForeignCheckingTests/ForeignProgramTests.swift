import Foundation
import GradientChecking
import Testing

@testable import ForeignChecking

/// What programs do instead of answering.
@Suite struct ForeignProgramTests {
  /// What is said of a program that a shell makes up.
  private func fault(_ script: String, timeout: Duration = .seconds(20)) throws -> String {
    let program = ForeignProgram(["/bin/sh", "-c", script], timeout: timeout)
    defer { program.end() }
    let error = #expect(throws: (any Error).self) { try ForeignMap(program) }
    return "\(try #require(error))"
  }

  private static let sound =
    #"{"protocol":1,"blocks":[{"name":"x","shape":[2],"values":[1,2]}],"outputs":[1]}"#

  @Test func `a description that is whole is taken`() throws {
    let program = ForeignProgram(["/bin/sh", "-c", "read q; echo '\(Self.sound)'; read q"])
    defer { program.end() }
    let map = try ForeignMap(program)
    #expect(map.variables == [Variable("x", values: [1, 2])])
    #expect(map.title == "the function on x [2]")
  }

  @Test(arguments: [
    ("exit 3", "has ended with exit code 3 when it was asked for a description"),
    ("kill -9 $$", "was ended by signal 9"),
    ("exec >&-; sleep 9", "has closed its standard output"),
    ("echo hello; sleep 9", "something else than an answer to its standard output: 'hello'"),
    ("echo; sleep 9", "an empty line"),
    ("printf 'a\\033[31mb\\n'; sleep 9", "'a\u{FFFD}[31mb'"),
    ("echo '[1]'; sleep 9", "something else than an answer"),
    ("echo '{\"error\":\"no GPU\"}'; sleep 9", "refuses to begin: no GPU"),
    ("echo '{\"bytes\":99999999999}'; sleep 9", "announces 99999999999 bytes"),
    ("echo '{\"bytes\":-8}'; sleep 9", "announces -8 bytes"),
    ("echo '{}'; sleep 9", "lacks \"protocol\": 1"),
    ("echo '{\"protocol\":2}'; sleep 9", "speaks protocol 2, this gradcheck 1"),
  ])
  func `what is no answer is named`(script: String, words: String) throws {
    #expect(try fault(script).contains(words))
  }

  @Test(arguments: [
    (#"{"protocol":1,"outputs":[]}"#, "lacks \"blocks\""),
    (#"{"protocol":1,"blocks":[{"name":"x","shape":[2]}]}"#, "lacks \"outputs\""),
    (#"{"protocol":1,"blocks":[{"shape":[2]}],"outputs":[]}"#, "blocks[0].name is missing"),
    (
      #"{"protocol":1,"blocks":[{"name":"x","shape":[99999999,99999999]}],"outputs":[]}"#,
      "expected extents of 0 or more"
    ),
    (
      #"{"protocol":1,"blocks":[{"name":"x","shape":[9223372036854775807,2]}],"outputs":[]}"#,
      "expected extents of 0 or more"
    ),
    (#"{"protocol":1,"blocks":[{"name":"x","shape":[-1]}],"outputs":[]}"#, "expected extents"),
    (
      #"{"protocol":1,"blocks":[{"name":"x","shape":[2],"values":[1]}],"outputs":[]}"#,
      "blocks[0].values has 1 numbers, and shape [2] has 2"
    ),
    (
      #"{"protocol":1,"blocks":[{"name":"x","shape":[1],"values":[NaN]}],"outputs":[]}"#,
      "not finite"
    ),
    (
      #"{"protocol":1,"blocks":[{"name":"a\u001b[31m","shape":[1]}],"outputs":[]}"#,
      "visible characters"
    ),
    (#"{"protocol":1,"blocks":[{"name":"x","shape":[1],"role":"king"}],"outputs":[]}"#, "role"),
  ])
  func `a description that is not whole is refused`(description: String, words: String) throws {
    let line = description.replacingOccurrences(of: "\\", with: "\\\\")
    let message = try fault("printf '\(line)\\n'; sleep 9")
    #expect(message.contains(words), "\(message)")
  }

  @Test func `one that does not answer is not waited for`() throws {
    let message = try fault("printf '{\"prot'; sleep 99", timeout: .milliseconds(300))
    #expect(message.contains("not answered within 0.3 s (--timeout); of a line it has written"))
  }

  @Test func `a line without end is not read to its end`() throws {
    let message = try fault("yes | tr -d '\\n'")
    #expect(message.contains("a line that is longer than its answer can be: 'yyyy"))
  }

  @Test func `a program that is not there is named`() throws {
    for (name, words) in [
      ("no-such-program", "no such program in PATH"), ("./no/such", "there is no such program"),
    ] {
      let error = #expect(throws: ForeignFault.self) { try ForeignMap(ForeignProgram([name])) }
      #expect(error?.description.contains(words) == true)
    }
  }

  @Test func `a changed description is refused or whole, and never a crash`() throws {
    var taken = 0
    for line in Self.changes(of: Self.sound) {
      guard let answer = try? ForeignAnswer(line),
        let description = try? ForeignDescription(answer, numbers: nil, seed: 0)
      else { continue }
      taken += 1
      #expect(description.variables.allSatisfy { $0.values.count == $0.shape.reduce(1, *) })
      #expect(description.size <= ForeignDescription.mostNumbers)
    }
    #expect(taken > 10)
  }

  @Test func `changed numbers are refused or read, and never a crash`() {
    var (taken, refused) = (0, 0)
    for line in Self.changes(
      of: #"{"numbers": [1.5, -Infinity, NaN, "inf", -2e-3], "error": null}"#)
    {
      do throws(ForeignFault) {
        let answer = try ForeignAnswer(line)
        #expect((answer.numbers ?? []).count <= line.count)
        taken += 1
      } catch {
        #expect(!error.description.isEmpty)
        refused += 1
      }
    }
    #expect(taken > 100 && refused > 100)
  }

  @Test func `changed binary answers are refused or read, and never a crash or a wait`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    let description =
      Self.sound.replacing(#","values":[1,2]"#, with: "").dropLast() + #","bytes":16}"# + "\n"
    let answers =
      String(repeating: "\u{1}", count: 16) + #"{"bytes":8}"# + "\n"
      + String(repeating: "\u{2}", count: 8)
    var (taken, refused) = (0, 0)
    for answers in Self.changes(of: answers, 60) {
      try Data(Array(description.utf8) + answers).write(to: file)
      // Closes its output at the end, so that nothing waits for bytes that are missing, and listens on.
      let script = #"cat "$0"; exec cat > /dev/null"#
      let program = ForeignProgram(["/bin/sh", "-c", script, file.path], timeout: .seconds(20))
      defer { program.end() }
      do {
        let map = try ForeignMap(program)
        let values = try map.values(at: [Point(map.variables.map(\.values))])
        #expect(values.count == 1)
        taken += 1
      } catch {
        #expect(!"\(error)".isEmpty)
        refused += 1
      }
    }
    #expect(taken > 5 && refused > 20)
  }

  /// Many lines that differ from this one in a few bytes, the same in every run.
  private static func changes(of line: String, _ count: Int = 3000) -> [[UInt8]] {
    var state: UInt64 = 1
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    return (0..<count).map { _ in
      var line = Array(line.utf8)
      for _ in 0...next(3) {
        switch next(3) {
        case 0: line[next(line.count)] = UInt8(next(256))
        case 1: line.remove(at: next(line.count))
        default: line.insert(Array("0123456789-e.,[]{}\"".utf8)[next(19)], at: next(line.count))
        }
      }
      return line
    }
  }
}
