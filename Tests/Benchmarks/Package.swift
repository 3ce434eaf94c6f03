// swift-tools-version: 6.1

import PackageDescription

// Times a VGG11, and gradient checks. A package of its own, so that nobody who uses or tests the library
// builds it; see README.md for its commands.
let layerChecking: Target.Dependency =
  .product(name: "LayerChecking", package: "gradient-check")
let optimized: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "gradient-check", path: "../..")],
  targets: [
    .executableTarget(
      name: "vgg-benchmark", dependencies: [layerChecking], swiftSettings: optimized),
    .executableTarget(
      name: "gradcheck-benchmark", dependencies: [layerChecking],
      swiftSettings: optimized),
  ]
)
