// swift-tools-version: 6.1

import PackageDescription

// A package of somebody else's, with layers of its own, that checks their gradients in its tests.
//
//     swift test                            passes
//     WITH_WRONG_GRADIENT=1 swift test      must fail in XCTest and in Swift Testing, each naming
//                                           "wrong gradient of ForgetfulRMSNorm"
//     GRADIENT_CHECK_REPOSITORY=file:///…   takes a tagged release out of that repository instead of
//                                           the checkout around it
//     WITHOUT_GSL=1                         takes either without the GNU Scientific Library
let traits: Set<Package.Dependency.Trait> =
  Context.environment["WITHOUT_GSL"] == nil ? [.defaults] : []
let release = Context.environment["GRADIENT_CHECK_REPOSITORY"]

/// The name by which SwiftPM knows a release: the end of its URL.
let gradientCheck =
  release.map { url in
    let end = url.split(separator: "/").last ?? ""
    return String(end.hasSuffix(".git") ? end.dropLast(4) : end)
  } ?? "gradient-check"

func product(_ name: String) -> Target.Dependency { .product(name: name, package: gradientCheck) }

/// Layers of one's own, by the contract of `NeuralLayers`.
let layers: [Target] = [
  .target(name: "CustomLayers", dependencies: [product("NeuralLayers")]),
  .testTarget(
    name: "CustomLayersTests",
    dependencies: [
      "CustomLayers", product("GradientCheckTesting"), product("LayerChecking"),
      product("Diagnostics"),
    ]),
]

/// The whole command of one's own, with these layers in its list.
let command: [Target] = [
  .executableTarget(
    name: "owncheck", dependencies: ["CustomLayers", product("GradientCheckCommand")])
]

/// Functions of one's own, with the checker alone.
let functions: [Target] = [
  .target(name: "Elementary"),
  .testTarget(
    name: "ElementaryTests",
    dependencies: [
      "Elementary", product("GradientCheckDifferentiation"), product("Reporting"),
    ]),
]

//     ONLY_FUNCTIONS=1                      leaves out the layers, which take longest to compile
let targets =
  Context.environment["ONLY_FUNCTIONS"] != nil ? functions : layers + functions + command

let package = Package(
  name: "downstream",
  platforms: [.macOS(.v15)],
  dependencies: [
    release.map { .package(url: $0, from: "1.0.0", traits: traits) }
      ?? .package(name: gradientCheck, path: "../..", traits: traits)
  ],
  targets: targets)
