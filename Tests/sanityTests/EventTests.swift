import CommandTesting
import Foundation
import Testing

/// What `sanity --events` writes for TensorBoard, as TensorBoard reads it.
@Suite(.enabled(if: Python.runs("import tensorboard"), "PYTHON, or python3, has no tensorboard"))
struct EventTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  private func accepts(_ arguments: [String], _ assertions: String) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try CommandProcess(
      "sanity", arguments + ["--steps", "3", "--probe", "dead-relu", "--events", folder.path])
    #expect(run.errors.isEmpty, "\(run.errors)")
    let script = """
      from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
      events = EventAccumulator(r"\(folder.path)", size_guidance={"histograms": 0, "images": 0})
      events.Reload()
      tags = events.Tags()
      def steps(found): return [e.step for e in found]
      """
    let wrong = "\nassert steps(events.Scalars('loss/training')) == [0, 1]"
    #expect(Python.runs(script + "\n" + assertions))
    #expect(!Python.runs(script + wrong))
  }

  @Test func `a classifier has curves, distributions, and a picture of each class`() throws {
    try accepts(
      ["--model", "mlp", "--hidden", "20"],
      """
      assert steps(events.Scalars("loss/training")) == [0, 1, 2]
      assert steps(events.Scalars("update_ratio/fc1.weight")) == [0, 1, 2]
      assert events.Histograms("weights/fc1.weight")[0].histogram_value.num == 3072 * 20
      assert events.Histograms("gradients/classifier.bias")[2].histogram_value.num == 10
      assert len([t for t in tags["images"] if t.startswith("samples/")]) == 10
      assert "samples/3 falling stripes" in tags["images"] and not any("filters" in t for t in tags["images"])
      stripes = events.Images("samples/3 falling stripes")[0]
      assert (stripes.width, stripes.height) == (32, 32)
      """)
  }

  @Test func `a convolution has its filters at each step`() throws {
    try accepts(
      ["--model", "alexnet", "--batch", "2"],
      """
      assert steps(events.Images(next(t for t in tags["images"] if t.startswith("filters/")))) == [0, 1, 2]
      """)
  }
}
