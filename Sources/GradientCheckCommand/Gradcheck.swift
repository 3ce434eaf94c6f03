import Commands
import Foundation
import LayerChecking

/// The whole command, to be started by an executable, with layers and losses of its own beside those of this package.
///
///     enum OwnLayer: String, CatalogueEntry {
///       case swish
///
///       var summary: String { "x·σ(βx)" }
///
///       func subjects<Scalar: TensorScalar>(
///         _ scalar: Scalar.Type, shape: Shape?, key: RandomKey
///       ) throws(InputError) -> [CheckSubject] {
///         let shape = shape ?? [3, 5]
///         let input = Tensor(shape, RandomGenerator(key).normals(shape.count).map { Scalar($0) })
///         let map = LayerMap(Swish<Scalar>(beta: 1.5), at: input, in: ForwardContext(.training))
///         return [CheckSubject("Swish on \(shape)", map)]
///       }
///     }
///
///     @main enum Main {
///       static func main() { Gradcheck.start(layers: OwnLayer.allCases) }
///     }
///
/// A `CheckSubject` takes any `DifferentiableMap`: a `ClosureMap` does as well as a layer of this package. The
/// package's `Tests/Downstream` has the example whole.
///
/// Own names come first in `--list` and in `--all`, are completed by shells, checked with all options, in shards too,
/// and written in all formats.
public enum Gradcheck {
  /// Runs what the arguments of the process ask for, and ends the process with its exit code: 0 where all is good,
  /// 1 where a check failed, 64 for bad usage, 65 for bad data, 70 for an internal error.
  ///
  /// - Precondition: Every name is one word of small letters, as one types it, and names one layer or loss.
  public static func start(
    layers: [any CatalogueEntry] = [], losses: [any CatalogueEntry] = []
  ) {
    Catalogue.current.withLock { $0 = Catalogue(adding: layers, losses) }
    CommandSet(
      GradcheckCommand.self, named: CompletedCommand.named, completed: CompletedCommand.self
    ).start()
  }

  /// What the executable is called, by which reports name the command to run again.
  static var name: String {
    CommandLine.arguments.first.map { URL(filePath: $0).lastPathComponent } ?? "gradcheck"
  }
}
