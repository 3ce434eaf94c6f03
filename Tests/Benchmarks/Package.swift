// swift-tools-version: 6.1

import PackageDescription

// Times the layers. A package of its own, so that users of the library do not pay for it.
//
//     swift run vgg-benchmark                  the median forward pass and training step of VGG11
//     swift run vgg-benchmark --layers         the same, layer by layer
//     python3 compare.py                       side by side with PyTorch, where that is installed
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
