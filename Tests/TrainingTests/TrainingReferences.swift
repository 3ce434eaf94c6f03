import Foundation
import Tensors

/// What `Tests/References/training.py` wrote down.
struct TrainingReferences: Decodable, Sendable {
  struct Walk: Decodable, Sendable {
    let problem: String
    let rate: Double
    let memory: Int
    let start: [Double]
    let places: [[Double]]
  }

  struct Average: Decodable, Sendable {
    let decay: Double
    let weights, means: [[Double]]
  }

  struct Rates: Decodable, Sendable {
    let name: String
    let initial: Double
    let rates: [Double]
  }

  struct Limit: Decodable, Sendable {
    let limit: Double
    let weight, projected: Numbers
  }

  struct Numbers: Decodable, Sendable {
    let shape: [Int]
    let values: [Double]

    var tensor: Tensor<Double> { Tensor(Shape(shape), values) }
  }

  let lbfgs: [Walk]
  let averages: [Average]
  let schedules: [Rates]
  let limit: Limit

  static let stored: TrainingReferences = {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    guard
      let data = try? Data(contentsOf: root.appending(path: "Fixtures/reference-training.json")),
      let stored = try? JSONDecoder().decode(TrainingReferences.self, from: data)
    else { preconditionFailure("no Fixtures/reference-training.json, or of another make") }
    return stored
  }()
}
