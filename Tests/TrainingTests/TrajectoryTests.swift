import Foundation
import Layers
import Tensors
import Testing
import Training

/// Optimizers walk as PyTorch's do, step for step.
@Suite struct TrajectoryTests {
  /// The stored walk of one optimizer on one problem.
  struct Walk: Decodable, CustomTestStringConvertible, Sendable {
    let name: String
    let optimizer: String
    let problem: String
    let rate: Double
    let settings: OptimizerSettings
    let start: [Double]
    let places: [[Double]]

    var testDescription: String { name }
  }

  private struct File: Decodable {
    let cases: [Walk]
  }

  static let walks: [Walk] = {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let file = root.appending(path: "Fixtures/reference-optimizers.json")
    guard let data = try? Data(contentsOf: file),
      let decoded = try? JSONDecoder().decode(File.self, from: data)
    else { return [] }
    return decoded.cases
  }()

  @Test(arguments: OptimizerName.allCases)
  func `every optimizer walks on three problems at least`(name: OptimizerName) {
    let own = Self.walks.filter { $0.optimizer == name.rawValue }
    #expect(Set(own.map(\.problem)) == ["quadratic", "rosenbrock", "kinks"])
    #expect(own.allSatisfy { $0.places.count == 5 })
  }

  @Test(arguments: walks)
  func `five steps end where PyTorch's end`(walk: Walk) throws {
    var parameters = Position(x: Tensor([walk.start.count], walk.start))
    let name = try #require(OptimizerName(rawValue: walk.optimizer))
    var optimizer: any Optimizer<Double> = name.entry.optimizer(walk.rate, walk.settings)
    for place in walk.places {
      let gradient = Position(
        x: Tensor(parameters.x.shape, try gradient(walk.problem, parameters.x.elements)))
      optimizer.update(&parameters, gradient: gradient)
      for (ours, theirs) in zip(parameters.x.elements, place) {
        #expect((ours - theirs).magnitude <= 1e-12 * max(1, theirs.magnitude))
      }
    }
  }

  private struct UnknownName: Error {
    let name: String
  }

  private func gradient(_ problem: String, _ x: [Double]) throws -> [Double] {
    switch problem {
    case "quadratic":
      let matrix = [[3, 0.5, -0.2], [0.5, 1, 0.3], [-0.2, 0.3, 0.4]]
      return zip(matrix, [1, -2, 0.5]).map { row, offset in
        zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } - offset
      }
    case "rosenbrock":
      let valley = x[1] - x[0] * x[0]
      return [-2 * (1 - x[0]) - 400 * x[0] * valley, 200 * valley]
    case "kinks":
      func slope(_ x: Double) -> Double { x == 0 ? 0 : x.sign == .plus ? 1 : -1 }
      return [slope(x[0]), 0, 3 * slope(x[2]), x[3] > 0.01 ? 1 : 0]
    default: throw UnknownName(name: problem)
    }
  }
}

/// One tensor of parameters.
struct Position: TensorGroup {
  var x: Tensor<Double>

  var slots: [TensorSlot] { [TensorSlot("x", role: .weight)] }

  subscript(slot position: Int) -> Tensor<Double> {
    get { x }
    _modify { yield &x }
  }
}
