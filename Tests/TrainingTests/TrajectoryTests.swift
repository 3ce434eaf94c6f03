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
    let configuration: [String: Number]
    let start: [Double]
    let places: [[Double]]

    var testDescription: String { name }

    /// Options are numbers or flags.
    enum Number: Decodable, Sendable {
      case number(Double)
      case flag(Bool)

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self =
          if let flag = try? container.decode(Bool.self) { .flag(flag) } else {
            .number(try container.decode(Double.self))
          }
      }
    }

    func option(_ name: String) -> Double? {
      if case .number(let value)? = configuration[name] { value } else { nil }
    }
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

  @Test func `seven optimizers on two problems are stored`() {
    #expect(Self.walks.count == 14)
    #expect(Self.walks.allSatisfy { $0.places.count == 5 })
  }

  @Test(arguments: walks)
  func `five steps end where PyTorch's end`(walk: Walk) throws {
    var parameters = Position(x: Tensor([walk.start.count], walk.start))
    var optimizer = try optimizer(walk)
    for place in walk.places {
      let gradient = Position(
        x: Tensor(parameters.x.shape, try gradient(walk.problem, parameters.x.elements)))
      optimizer.update(&parameters, gradient: gradient)
      for (ours, theirs) in zip(parameters.x.elements, place) {
        #expect((ours - theirs).magnitude <= 1e-12 * max(1, theirs.magnitude))
      }
    }
  }

  private func optimizer(_ walk: Walk) throws -> any Optimizer<Double> {
    let rate = try #require(walk.option("lr"))
    let momentum = walk.option("momentum") ?? 0
    switch walk.optimizer {
    case "sgd", "momentum": return SGD(learningRate: rate, momentum: momentum)
    case "nesterov": return SGD(learningRate: rate, momentum: momentum, nesterov: true)
    case "adagrad": return AdaGrad(learningRate: rate)
    case "rmsprop": return RMSProp(learningRate: rate)
    case "adam", "adamw":
      return Adam(learningRate: rate, weightDecay: walk.option("weight_decay") ?? 0)
    default: throw UnknownName(name: walk.optimizer)
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
