import Foundation
import Tensors

let arguments = CommandLine.arguments.dropFirst()

func run<Scalar: TensorScalar>(_ scalar: Scalar.Type) throws {
  var workload = Workload<Scalar>()
  if arguments.contains("--serve") { return try serve(&workload) }
  for _ in 0..<5 { try workload.step() }
  if arguments.contains("--layers") { return try printLayers(&workload) }
  var (forward, step) = ([Double](), [Double]())
  for _ in 0..<20 {
    forward.append(try milliseconds { try workload.forward() })
    step.append(try milliseconds { try workload.step() })
  }
  print("VGG11, \(Workload<Scalar>.samples) images, \(Scalar.self), \(BLAS.shared.name)")
  for (name, times) in [("forward", forward), ("step", step)] {
    print("  \(name): median \(rounded(median(times))) ms, fastest \(rounded(times.min() ?? 0)) ms")
  }
}

/// Answers each line "forward" or "step" on standard input with the time that it took.
func serve<Scalar: TensorScalar>(_ workload: inout Workload<Scalar>) throws {
  print(BLAS.shared.name)
  fflush(nil)
  while let line = readLine() {
    let time = try milliseconds {
      if line == "step" { try workload.step() } else { try workload.forward() }
    }
    print(time)
    fflush(nil)
  }
}

func printLayers<Scalar: TensorScalar>(_ workload: inout Workload<Scalar>) throws {
  let runs = try (0..<40).map { _ in try workload.stepByLayer() }
  let updates = try (0..<20).map { _ in try workload.updateTime() }
  var (forward, backward) = (0.0, 0.0)
  print("ms\tforward\tbackward")
  for (position, layer) in runs[0].enumerated() {
    let times = (
      runs.map { $0[position].forward }.min() ?? 0, runs.map { $0[position].backward }.min() ?? 0
    )
    forward += times.0
    backward += times.1
    print("\(layer.name)\t\(rounded(times.0))\t\(rounded(times.1))")
  }
  print("update\t\(rounded(updates.min() ?? 0))")
  print("sum\t\(rounded(forward))\t\(rounded(backward))")
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
func rounded(_ value: Double) -> String { String(format: "%.2f", value) }

try Cores.$isSerial.withValue(arguments.contains("--serial")) {
  if arguments.contains("--double") { try run(Double.self) } else { try run(Float.self) }
}
