// swift-tools-version: 6.1

import PackageDescription

// Times a VGG11. A package of its own, so that nobody who uses or tests the library builds it; see
// README.md for its commands.
let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "gradient-check", path: "../..")],
  targets: [
    .executableTarget(
      name: "vgg-benchmark",
      dependencies: [.product(name: "NeuralLayers", package: "gradient-check")],
      swiftSettings: [.unsafeFlags(["-O"], .when(configuration: .debug))])
  ]
)
