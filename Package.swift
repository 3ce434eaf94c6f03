// swift-tools-version: 6.3

import PackageDescription

// `swift run` is a debug build, and unoptimized numerical loops run 20 to 60 times slower, so all
// targets ask for optimization in debug builds too, in versioned dependencies as well: SwiftPM has
// allowed them unsafe flags since tools version 6.2. A module at once takes a third less than file by
// file (SwiftPM expects an object a file, which only several threads write); who edits one file after
// the other sets INCREMENTAL=1.
// An optimized debug build does not notice that the body of an @inlinable function in another module
// has changed: delete .build after editing one in Sources/Tensors.
let wholeModules = ["-whole-module-optimization", "-num-threads", "4", "-disable-batch-mode"]
func compiled(_ flags: [String]) -> [SwiftSetting] {
  let flags = flags + (Context.environment["INCREMENTAL"] == nil ? wholeModules : [])
  return flags.isEmpty ? [] : [.unsafeFlags(flags, .when(configuration: .debug))]
}

let optimized = compiled(["-O"])

/// What only writes words is compiled three times as fast without optimization.
let plain = compiled([])

let argumentParser: Target.Dependency =
  .product(name: "ArgumentParser", package: "swift-argument-parser")
let realModule: Target.Dependency = .product(name: "RealModule", package: "swift-numerics")

/// GSL's headers, where the trait asks for them.
let cGSL: Target.Dependency = .target(name: "CGSL", condition: .when(traits: ["GSL"]))

func library(
  _ name: String, _ dependencies: [Target.Dependency], _ settings: [SwiftSetting] = optimized
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
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
    // The checker.
    .library(name: "GradientChecking", targets: ["GradientChecking"]),
    .library(name: "GradientCheckTesting", targets: ["GradientCheckTesting"]),
    .library(name: "GradientCheckDifferentiation", targets: ["GradientCheckDifferentiation"]),
    .library(name: "Reporting", targets: ["Reporting"]),
    .library(name: "GradientCheckCommand", targets: ["GradientCheckCommand"]),
    // The probes.
    .library(name: "Diagnostics", targets: ["Diagnostics"]),
    .library(name: "TrainingReporting", targets: ["TrainingReporting"]),
    // The layers, and what is made of them.
    .library(name: "NamedTensors", targets: ["NamedTensors", "Tensors"]),
    .library(name: "NeuralLayers", targets: ["Layers", "Tensors"]),
    .library(name: "Training", targets: ["Training"]),
    .library(name: "Models", targets: ["Models"]),
    .library(name: "Datasets", targets: ["Datasets"]),
    .library(name: "LayerChecking", targets: ["LayerChecking"]),
    .library(name: "SanityChecking", targets: ["SanityChecking"]),
  ],
  traits: [
    .trait(
      name: "GSL",
      description: """
        Random numbers, statistics and adaptive differences by the GNU Scientific Library. Without \
        it other numbers are drawn, and `--method adaptive` is refused.
        """),
    // The package index builds where there is no GSL.
    .default(enabledTraits: Context.environment["SPI_PROCESSING"] == nil ? ["GSL"] : []),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.0.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]),
    library("GSL", [cGSL]),
    library("Tensors", [realModule]),
    library("NamedTensors", ["Tensors"]),
    library("Layers", ["Tensors", "GSL"]),
    library("Models", ["Training", "Layers", "NamedTensors", "Tensors", "GSL"]),
    library("Training", ["NamedTensors", "Layers", "Tensors", "GSL", realModule]),
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
    library("ForeignChecking", ["GradientChecking", "NamedTensors", "Tensors"]),
    library("Reporting", ["GradientChecking"], plain),
    library("TrainingReporting", ["Reporting", "GradientChecking", "Diagnostics"]),
    library(
      "Commands", ["Reporting", "GradientChecking", "Datasets", "Tensors", argumentParser], plain),
    library("GradientCheckTesting", ["GradientChecking"]),
    library("GradientCheckDifferentiation", ["GradientCheckTesting", "GradientChecking"]),
    library(
      "GradientCheckCommand",
      [
        "LayerChecking", "SelfTesting", "ForeignChecking", "Commands", "Reporting",
        "GradientChecking", "NamedTensors", "Models", "Datasets", "Layers", "Tensors",
        argumentParser,
      ], plain),
    command("gradcheck", ["GradientCheckCommand"]),
    command(
      "sanity",
      [
        "SanityChecking", "Commands", "TrainingReporting", "Reporting", "Diagnostics", "Training",
        "Models", "Datasets", "Layers", "Tensors",
      ]),
    tests("Commands", ["Tensors", argumentParser]),
    tests("Datasets"),
    tests("Diagnostics"),
    .testTarget(
      name: "ForeignCheckingTests",
      dependencies: ["ForeignChecking", "GradientChecking", "NamedTensors", "Tensors"],
      exclude: ["Programs"], swiftSettings: optimized),
    tests("GSL", [cGSL]),
    tests(
      "GradientCheckDifferentiation", ["GradientCheckTesting", "GradientChecking", "Reporting"]),
    tests("GradientCheckTesting", ["GradientChecking", "Reporting"]),
    tests("GradientChecking", ["GSL"]),
    tests(
      "LayerChecking", ["GradientChecking", "Layers", "Models", "Datasets", "Tensors", "GSL"]),
    tests("Layers", ["LayerChecking", "GradientChecking", "Training", "Tensors", "GSL"]),
    tests("Models", ["Layers", "NamedTensors", "Training", "Tensors", "GSL"]),
    tests("NamedTensors", ["Tensors", "GSL"]),
    tests(
      "Reporting",
      [
        "TrainingReporting", "Diagnostics", "GradientChecking", "LayerChecking", "Layers",
        "Tensors", "GSL",
      ]),
    tests(
      "SanityChecking",
      ["Diagnostics", "Training", "Models", "Datasets", "Layers", "Tensors", "GSL"]),
    tests("SelfTesting", ["GradientChecking", "LayerChecking", "Layers", "Tensors", "Training"]),
    tests("Tensors", ["GSL"]),
    tests("Training", ["NamedTensors", "Layers", "Tensors", "GSL"]),
    .target(name: "CommandTesting", path: "Tests/CommandTesting"),
    tests("gradcheck", ["CommandTesting", "GradientChecking", "Reporting"]),
    .testTarget(
      name: "sanityTests",
      dependencies: ["sanity", "CommandTesting", "TrainingReporting", "Reporting", "Diagnostics"],
      exclude: ["PyTorch"], swiftSettings: optimized),
  ]
)
