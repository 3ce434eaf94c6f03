import GradientChecking
import LayerChecking
import Tensors
import Testing

@Suite("Requested shapes")
struct RequestedShapeTests {
  static let oddShapes: [Shape] = [
    [0], [1], [3], [0, 0], [0, 3], [3, 0], [1, 1], [1, 5], [5, 1], [2, 3, 4], [0, 3, 4],
    [0, 3, 7, 5], [2, 0, 4, 4], [2, 3, 0, 5], [2, 3, 7, 0], [1, 1, 1, 1], [2, 3, 1, 1],
    [1, 2, 2, 2], [1, 1, 1, 9], [2, 2, 3, 3], [1, 1, 2, 3, 2], [2, 1, 3, 1, 2],
  ]

  /// Shapes of more numbers than any memory holds.
  static let hugeShapes: [[Int]] = [[1 << 45], [1, 1 << 45], [1, 1, 1 << 23, 1 << 23]]

  /// Expects each entry either to be checked without a failure, or to refuse the shape in a sentence.
  static func expectAnswer(_ entries: [some CatalogueEntry], to shape: Shape) throws {
    for entry in entries {
      for precision in Precision.allCases {
        let subjects: [CheckSubject]
        do {
          subjects = try entry.subjects(precision: precision, shape: shape)
        } catch {
          #expect(error.description.contains(" expects "), "\(entry) on \(shape)")
          #expect(error.description.hasSuffix(", got \(error.actual)"), "\(entry) on \(shape)")
          continue
        }
        #expect(!subjects.isEmpty, "\(entry) on \(shape)")
        for subject in subjects {
          var configuration = CheckConfiguration()
          configuration.threads = 1
          let report = try subject.check(configuration)
          let map = subject.map
          let outputs = try map.evaluate(at: Point(map.variables.map(\.values))).output
          // A batch of none through a layer with parameters has nothing to show of them.
          let isVain = outputs.isEmpty && map.variables.contains { !$0.values.isEmpty }
          #expect(report.isPassed != isVain, "\(subject.title), \(precision): \(report)")
        }
      }
    }
  }

  @Test("Odd shapes are checked without a failure or refused", arguments: oddShapes)
  func odd(shape: Shape) throws {
    try RequestedShapeTests.expectAnswer(Array(LayerName.allCases), to: shape)
    try RequestedShapeTests.expectAnswer(Array(LossName.allCases), to: shape)
    try RequestedShapeTests.expectAnswer(Array(RegularizerName.allCases), to: shape)
  }

  @Test("A number without an axis does not end the process")
  func rankZero() async {
    await #expect(processExitsWith: .success) {
      try RequestedShapeTests.expectAnswer(Array(LayerName.allCases), to: [])
    }
    await #expect(processExitsWith: .success) {
      try RequestedShapeTests.expectAnswer(Array(LossName.allCases), to: [])
      try RequestedShapeTests.expectAnswer(Array(RegularizerName.allCases), to: [])
    }
  }

  @Test("More numbers than fit into memory do not end the process", arguments: hugeShapes)
  func huge(extents: [Int]) async {
    await #expect(processExitsWith: .success) { [extents = extents as [Int]] in
      try RequestedShapeTests.expectAnswer(Array(LayerName.allCases), to: Shape(extents))
    }
    await #expect(processExitsWith: .success) { [extents = extents as [Int]] in
      try RequestedShapeTests.expectAnswer(Array(LossName.allCases), to: Shape(extents))
    }
    await #expect(processExitsWith: .success) { [extents = extents as [Int]] in
      try RequestedShapeTests.expectAnswer(Array(RegularizerName.allCases), to: Shape(extents))
    }
  }

  @Test(
    "A layer that needs another rank says which",
    arguments: [
      (LayerName.linear, [2, 3, 4, 5], "input [N, 5] or [N, T, 5]"),
      (.conv2d, [2, 3], "input [N, C, H, W]"),
      (.maxpool, [2, 3], "input [N, C, H, W]"), (.avgpool, [2, 3, 4], "input [N, C, H, W]"),
      (.stack, [5], "input [N, C, H, W]"), (.residual, [2, 3, 4], "input [N, C, H, W]"),
      (.lstm, [2, 3], "input [N, T, D]"), (.softmax, [5], "input of rank 2 or more"),
    ])
  func rank(name: LayerName, extents: [Int], expectation: String) {
    let error = #expect(throws: InputError.self) { try name.subjects(shape: Shape(extents)) }
    #expect(error?.expectation == expectation)
    #expect(error?.actual == "\(extents)")
  }

  @Test("An image too small for a window is refused with the least size")
  func tooSmall() {
    let error = #expect(throws: InputError.self) {
      try LayerName.maxpool.subjects(shape: [1, 2, 1, 4])
    }
    #expect(
      error?.description
        == """
        MaxPool2D(kernel 2×2, stride 2×2) expects images of at least 2×2 (one window), \
        got [1, 2, 1, 4]
        """)
  }

  @Test("A loss of labels refuses what has no classes")
  func noClasses() {
    for (name, expectation) in [
      (LossName.softmaxCrossEntropy, "[N, K, …]"), (.hinge, "[N, K]"), (.squaredHinge, "[N, K]"),
    ] {
      let error = #expect(throws: InputError.self) { try name.subjects(shape: [5]) }
      #expect(error?.expectation == "a prediction \(expectation)", "\(name)")
    }
  }

  @Test("A requested shape is the one that is checked")
  func taken() throws {
    func inputShape(_ subject: CheckSubject) -> [Int]? {
      subject.map.variables.first { $0.role == .input }?.shape
    }
    for name in LayerName.allCases {
      // Of the rank that it takes by itself; two where what it takes has no numbers.
      let rank = try name.subjects().compactMap(inputShape).last?.count ?? 2
      let shape = Shape(Array([2, 3, 6, 7].prefix(rank)))
      for subject in try name.subjects(shape: shape) {
        if let taken = inputShape(subject) {
          #expect(taken == shape.extents, "\(subject.title)")
        }
        #expect(subject.title.contains("on \(shape)"), "\(subject.title)")
      }
    }
  }
}
