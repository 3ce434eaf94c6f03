import ArgumentParser
import Commands
import Foundation
import Tensors
import Training

/// Where a training keeps its checkpoints: the last one, and that of the least validation loss.
struct CheckpointFolder: Sendable {
  /// The formats by their file extensions.
  enum Format: String, CaseIterable, Sendable {
    case safetensors
    case npz
  }

  let path: String
  let format: Format

  private static let settings = "settings"

  private func file(_ name: String) -> String { "\(path)/\(name).\(format.rawValue)" }

  /// A folder for a training that begins; made where it is not there.
  ///
  /// - Throws: a `ValidationError` where it cannot be made, or holds a training.
  init(new path: String, _ format: Format) throws {
    (self.path, self.format) = (path, format)
    guard CheckpointFolder.formats(in: path).isEmpty else {
      throw ValidationError(
        "--checkpoints: there is a training in \(path.shortened). --resume \(path.shortened) goes "
          + "on with it; or name another folder.")
    }
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
    } catch {
      throw ValidationError(
        "--checkpoints: \(path.shortened) is no folder and cannot be made one.")
    }
    guard access(path, W_OK) == 0 else {
      throw ValidationError("--checkpoints: nothing can be written in \(path.shortened).")
    }
  }

  /// The folder of a training that goes on.
  ///
  /// - Throws: a ``BadData`` where there is none.
  init(existing path: String) throws(BadData) {
    let formats = CheckpointFolder.formats(in: path)
    guard let format = formats.first else {
      throw BadData(path, "there is no last.safetensors and no last.npz to go on with")
    }
    guard formats.count == 1 else {
      throw BadData(
        path, "there is a last.safetensors and a last.npz: keep the one to go on with")
    }
    (self.path, self.format) = (path, format)
  }

  private static func formats(in path: String) -> [Format] {
    Format.allCases.filter { FileManager.default.fileExists(atPath: "\(path)/last.\($0.rawValue)") }
  }

  /// The last checkpoint, with the settings of its training.
  ///
  /// - Throws: a ``BadData`` where it is none, or was changed.
  func read() throws(BadData) -> (checkpoint: Checkpoint, settings: TrainSettings) {
    do {
      var checkpoint = try Checkpoint(file: file("last"))
      let text = try checkpoint.text(CheckpointFolder.settings)
      let settings = try JSONDecoder().decode(TrainSettings.self, from: Data(text.utf8))
      guard settings.schema == TrainSettings.schema else {
        throw BadData(file("last"), "is of another version: schema \(settings.schema)")
      }
      guard settings.isSound else {
        throw BadData(file("last"), "has settings that no training of this command has")
      }
      checkpoint.tensors[CheckpointFolder.settings] = nil
      return (checkpoint, settings)
    } catch let error as BadData {
      throw error
    } catch is DecodingError {
      throw BadData(file("last"), "is the checkpoint of no training of this command")
    } catch {
      throw BadData(file("last"), "cannot be gone on with: \(error)")
    }
  }

  /// - Parameter isBest: Whether it is the best so far too.
  func write(_ checkpoint: Checkpoint, _ settings: TrainSettings, isBest: Bool) throws {
    var checkpoint = checkpoint
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    checkpoint.set(
      CheckpointFolder.settings, to: String(decoding: try encoder.encode(settings), as: UTF8.self))
    do {
      try checkpoint.write(to: file("last"))
      if isBest { try checkpoint.write(to: file("best")) }
    } catch {
      throw WritingError(path, "\(error)")
    }
  }
}
