import Foundation
import GradientChecking
import Tensors

let arguments = Array(CommandLine.arguments.dropFirst())
let threads = arguments.firstIndex(of: "--threads").flatMap { Int(arguments[$0 + 1]) }
let checksJacobian = arguments.contains("--jacobian")
var maps: [String: any DifferentiableMap] = [:]

/// How long a check of `row` takes, in seconds, what it came to, and how many billions of additions and
/// multiplications a second went into matrix products.
@MainActor
func time(
  _ row: Row, jacobian: Bool = checksJacobian
) throws -> (seconds: Double, report: GradientReport, rate: Double) {
  let map = maps[row.name] ?? row.map()
  maps[row.name] = map
  var report: GradientReport?
  let before = ProductCount.multiplications
  let duration = try ContinuousClock().measure {
    report = try row.check(map, jacobian: jacobian, threads: threads)
  }
  guard let report else { preconditionFailure("the check gave no report") }
  let seconds = duration / .seconds(1)
  return (seconds, report, 2 * Double(ProductCount.multiplications - before) / seconds / 1e9)
}

/// The matrix products of a second in billions of additions and multiplications, on all cores: the best
/// of some large ones.
func peak() -> Double {
  let side = 1024
  let matrix = Tensor<Double>([side, side], repeating: 0.5)
  let view = MatrixView(matrix, rows: side, columns: side)
  var best = 0.0
  for _ in 0..<5 {
    let duration = ContinuousClock().measure {
      _ = Tensor<Double>([side, side]) { Tensor.multiply(view, view, into: $0) }
    }
    best = max(best, 2 * Double(side * side * side) / (duration / .seconds(1)) / 1e9)
  }
  return best
}

/// The run of median length among as many as fit into a twentieth of a second, but at least one: a single
/// short one is mostly the other cores waking up.
@MainActor
func turn(_ row: Row, jacobian: Bool) throws -> (
  seconds: Double, report: GradientReport, rate: Double
) {
  var runs = [try time(row, jacobian: jacobian)]
  while runs.reduce(0, { $0 + $1.seconds }) < 0.05 {
    runs.append(try time(row, jacobian: jacobian))
  }
  return runs.sorted { $0.seconds < $1.seconds }[runs.count / 2]
}

/// Answers each line on standard input, the name of a row or "peak", with a number; the row's Jacobian is
/// checked where "jacobian" comes after its name.
@MainActor
func serve() throws {
  print(BLAS.shared.name)
  fflush(nil)
  while let line = readLine() {
    if line == "peak" {
      print(peak())
    } else if let row = (Row.all + Row.large).first(where: {
      line.split(separator: " ").first == $0.name[...]
    }) {
      let (seconds, report, rate) = try turn(row, jacobian: line.hasSuffix(" jacobian"))
      print(seconds, rate, report.isPassed ? "passed" : "failed")
    } else {
      print("unknown")
    }
    fflush(nil)
  }
}

if arguments.contains("--serve") {
  try serve()
} else {
  let rows = Row.all + Row.large
  let names = Set(arguments).intersection(rows.map(\.name))
  // The Jacobian of a network with its loss is its gradient.
  let chosen = (names.isEmpty ? Row.all : rows.filter { names.contains($0.name) })
    .filter { !(checksJacobian && $0.samples != nil) }
  let peak = peak()
  for row in chosen {
    var runs = [try time(row)]
    // About a second of each.
    let count = max(3, min(200, Int(1 / runs[0].seconds)))
    runs += try (1..<count).map { _ in try time(row) }
    let seconds = runs.map(\.seconds).sorted()
    let report = runs[0].report
    let rate = runs.map(\.rate).sorted()[runs.count / 2]
    print(
      String(
        format: "%10.2f ms, fastest %10.2f, %3.0f %% of the product peak",
        1e3 * seconds[seconds.count / 2], 1e3 * seconds[0], 100 * rate / peak),
      "\(row.title): \(report.evaluations) evaluations,", report.isPassed ? "passed" : "failed",
      report.warnings.joined(separator: "; "))
  }
}
