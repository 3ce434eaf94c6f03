import ArgumentParser
import Commands
import ForeignChecking
import Foundation
import NamedTensors
import Reporting
import Tensors

/// `gradcheck compare`: two recordings of one gradient.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", _superCommandName: "gradcheck",
    abstract: "Compares two recorded gradients, tensor by tensor.",
    discussion: """
      Files are NumPy's .npy and .npz, and .safetensors; tensors are found by their names. Entries agree where \
      |a − b| ≤ τ·max(|a|, |b|, s), with s the root mean square of the tensor. What differs is given the name \
      of its mistake, such as a factor, a sign or exchanged axes, where it has one.

      EXAMPLES
        gradcheck compare ours.npz theirs.safetensors
        gradcheck compare --tolerance 1e-5 ours.npy theirs.npy

      EXIT STATUS
        0 all agrees, 1 something differs or is missing on one side,
        \(ExitStatus.help)
      """)

  @Argument(
    help: ArgumentHelp("The gradient in question.", valueName: "ours"),
    completion: .file(extensions: Recording.extensions))
  var ours: String

  @Argument(
    help: ArgumentHelp("The gradient that is taken to be right.", valueName: "theirs"),
    completion: .file(extensions: Recording.extensions))
  var theirs: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "τ (default: 1e-7, 1e-4 or 1e-2, for double, single and half precision).", valueName: "tau"))
  var tolerance: Double?

  @OptionGroup(title: "Output") var output: OutputOptions<ComparisonDocument>

  func validate() throws {
    if let tolerance, !(tolerance >= 0 && tolerance < 1) {
      throw ValidationError("--tolerance is from 0 on and below 1, not \(tolerance).")
    }
    try output.validateFile()
  }

  func run() throws {
    let comparison: GradientComparison
    do {
      comparison = GradientComparison(
        of: try Recording.read(ours), with: try Recording.read(theirs), tolerance: tolerance,
        names: (ours.shortened, theirs.shortened))
      var printer = Printer(output)
      try printer.print(
        ComparisonText(style: output.style, isVerbose: output.verbose).render(comparison).printable)
      try printer.finish { ComparisonDocument(comparison) }
    } catch {
      throw ExitStatus.complain(error)
    }
    try ExitStatus.leave(comparison.isPassed ? .success : .failure)
  }
}

/// Tensors in a file of whatever format.
private enum Recording {
  static let extensions = ["npy", "npz", "safetensors"]

  static func read(_ path: String) throws -> TensorDictionary {
    do {
      switch URL(filePath: path).pathExtension.lowercased() {
      case "npz": return try NPZ.read(path)
      case "safetensors": return try Safetensors.read(path)
      // A file of one array has no name for it.
      case "npy": return ["array": try NPY.read(path)]
      default:
        throw BadData(
          path.shortened, "is no recording by its name: .npy, .npz and .safetensors are read")
      }
    } catch let error as InputError {
      throw BadData(error)
    }
  }
}
