// swift-tools-version: 6.3

import PackageDescription

// `swift run` is a debug build, and unoptimized numerical loops run 20 to 60 times slower, so the
// library targets ask for optimization in debug builds too. SwiftPM refuses unsafe flags in a
// versioned dependency; such a dependency lives in a folder named `checkouts` and goes without.
// An optimized debug build does not notice that the body of an @inlinable function in another module
// has changed: delete .build after editing one in Sources/Tensors.
let isVersionedDependency = Context.packageDirectory.split(separator: "/").contains("checkouts")
let optimized: [SwiftSetting] =
  isVersionedDependency ? [] : [.unsafeFlags(["-O"], .when(configuration: .debug))]

let argumentParser: Target.Dependency =
  .product(name: "ArgumentParser", package: "swift-argument-parser")
let realModule: Target.Dependency = .product(name: "RealModule", package: "swift-numerics")

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: optimized)
}

func command(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies + [argumentParser], swiftSettings: optimized)
}

func tests(_ module: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: module + "Tests", dependencies: [.target(name: module)] + dependencies,
    swiftSettings: optimized)
}

let package = Package(
  name: "gradient-check",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "gradcheck", targets: ["gradcheck"]),
    .executable(name: "sanity", targets: ["sanity"]),
    .library(name: "GradientChecking", targets: ["GradientChecking"]),
    .library(name: "Diagnostics", targets: ["Diagnostics"]),
    .library(name: "GradientCheckTesting", targets: ["GradientCheckTesting"]),
    .library(name: "NamedTensors", targets: ["NamedTensors", "Tensors"]),
    .library(
      name: "NeuralLayers",
      targets: [
        "Tensors", "Layers", "Training", "Models", "Datasets", "LayerChecking", "SanityChecking",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.0.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]),
    library("GSL", ["CGSL"]),
    library("Tensors", [realModule]),
    library("NamedTensors", ["Tensors"]),
    library("Layers", ["Tensors", "GSL"]),
    library("Models", ["Training", "Layers", "Tensors", "GSL"]),
    library("Training", ["Layers", "Tensors", realModule]),
    library("Datasets", ["Tensors", "GSL"]),
    library("GradientChecking", ["GSL"]),
    library("Diagnostics", ["GSL"]),
    library(
      "LayerChecking",
      ["GradientChecking", "Layers", "Training", "Models", "Datasets", "Tensors", "GSL"]),
    library(
      "SelfTesting",
      ["GradientChecking", "LayerChecking", "Layers", "Training", "Tensors", "GSL"]),
    library(
      "SanityChecking",
      ["Diagnostics", "Training", "Models", "Datasets", "Layers", "Tensors", "GSL"]),
    library("Reporting", ["GradientChecking", "Diagnostics"]),
    library("Commands", ["Reporting", "GradientChecking", "Datasets", "Tensors", argumentParser]),
    library("GradientCheckTesting", ["GradientChecking"]),
    command(
      "gradcheck",
      [
        "LayerChecking", "SelfTesting", "Commands", "Reporting", "GradientChecking", "Models",
        "Datasets", "Layers", "Tensors",
      ]),
    command(
      "sanity",
      [
        "SanityChecking", "Commands", "Reporting", "Diagnostics", "Training", "Models", "Datasets",
        "Layers", "Tensors",
      ]),
    tests("Commands", ["Tensors", argumentParser]),
    tests("Datasets"),
    tests("Diagnostics"),
    tests("GSL", ["CGSL"]),
    tests("GradientCheckTesting", ["GradientChecking"]),
    tests("GradientChecking", ["GSL"]),
    tests(
      "LayerChecking", ["GradientChecking", "Layers", "Models", "Datasets", "Tensors", "GSL"]),
    tests("Layers", ["LayerChecking", "GradientChecking", "Tensors", "GSL"]),
    tests("Models", ["Layers", "Training", "Tensors", "GSL"]),
    tests("NamedTensors", ["Tensors", "GSL"]),
    tests(
      "Reporting", ["GradientChecking", "LayerChecking", "Layers", "Tensors", "GSL"]),
    tests(
      "SanityChecking",
      ["Diagnostics", "Training", "Models", "Datasets", "Layers", "Tensors", "GSL"]),
    tests("SelfTesting", ["GradientChecking", "LayerChecking", "Layers", "Tensors", "Training"]),
    tests("Tensors", ["GSL"]),
    tests("Training", ["Layers", "Tensors", "GSL"]),
    .target(name: "CommandTesting", path: "Tests/CommandTesting"),
    tests("gradcheck", ["CommandTesting", "GradientChecking", "Reporting"]),
    .testTarget(
      name: "sanityTests", dependencies: ["sanity", "CommandTesting", "Reporting"],
      exclude: ["PyTorch"], swiftSettings: optimized),
  ]
)
