import Datasets
import GSL
import GradientChecking
import LayerChecking
import Layers
import Synchronization
import Tensors
import Testing

/// VGG11 is large, so these checks are few and of one image or two.
@Suite("ModelCheck", .serialized)
struct ModelCheckTests {
  private let check: ModelCheck = {
    var check = ModelCheck(.vgg11, on: SyntheticImages.generate(20, seed: 1))
    check.batch = 1
    check.modes = [.inference]
    return check
  }()

  @Test("There is a subject a mode and one for the regularization, each with a title")
  func subjects() throws {
    var check = check
    check.batch = 2
    check.modes = [.training, .inference]
    let subjects = try check.subjects()
    #expect(
      subjects.map(\.title) == [
        "vgg11, batch 2, training", "vgg11, batch 2, inference",
        "vgg11, batch 2, L2(½λw², λ 0.0005) on weights",
      ])
    #expect(subjects.map(\.map.variables.count) == [35, 35, 9])
    #expect(subjects[0].map.variables[0].shape == [2, 3, 32, 32])
    let weights = subjects[2].map.variables
    #expect(weights.allSatisfy { $0.name.hasSuffix(".weight") })
    #expect(subjects.flatMap(\.warnings) == [])
  }

  @Test("The linear classifier of the hinge is checked under it, not under softmax cross-entropy")
  func hinge() throws {
    let map = try ModelCheck(.svm, on: check.training).subjects()[0].map
    let loss = try map.evaluate(at: Point(map.variables.map(\.values))).output[0]
    // Nine margins of 1, but for small scores.
    #expect(abs(loss - 9) < 0.5, "\(loss)")
  }

  @Test("Without regularization there is none to check, in either precision")
  func noRegularization() throws {
    var check = check
    check.regularization = 0
    for precision in Precision.allCases {
      check.precision = precision
      let subjects = try check.subjects()
      #expect(subjects.map(\.title) == ["vgg11, batch 1, inference"])
      #expect(subjects.map(\.map.precision) == [precision])
    }
  }

  @Test("A batch larger than the data is refused, and so is one of nothing")
  func batch() {
    var check = check
    check.batch = 21
    let error = #expect(throws: InputError.self) { try check.subjects() }
    #expect(error?.description == "a batch of 21 images expects a data set with as many, got 20")
    check.batch = 0
    #expect(throws: InputError.self) { try check.subjects() }
  }

  @Test("Data without an image are refused")
  func noData() async {
    await #expect(processExitsWith: .success) {
      let check = ModelCheck(.vgg11, on: SyntheticImages.generate(0, seed: 1))
      #expect(throws: InputError.self) { try check.subjects() }
    }
  }

  @Test("A warm-up gives the same weights each time, and other weights than none")
  func warmUp() throws {
    var check = check
    check.precision = .float
    check.regularization = 0
    let cold = try check.subjects()
    check.warmUp = 2
    let steps = Mutex<[[Int]]>([])
    let monitor = CheckMonitor(progress: { done, total in
      steps.withLock { $0.append([done, total]) }
    })
    let warm = try check.subjects(monitor: monitor)
    #expect(steps.withLock { $0 } == [[1, 2], [2, 2]])
    #expect(warm[0].title == "vgg11, batch 1, after 2 training steps, inference")
    #expect(try warm[0].map.variables == check.subjects()[0].map.variables)
    let pairs = zip(cold[0].map.variables, warm[0].map.variables)
    #expect(pairs.allSatisfy { $0.name == "input" ? $0 == $1 : $0.values != $1.values })
    let point = Point(warm[0].map.variables.map(\.values))
    #expect(try warm[0].map.evaluate(at: point).output.allSatisfy(\.isFinite))
  }

  @Test("A warm-up can be stopped")
  func cancellation() {
    var check = check
    check.precision = .float
    check.warmUp = 1000
    #expect(throws: CancellationError.self) {
      try check.subjects(monitor: CheckMonitor(isCancelled: { true }))
    }
  }

  @Test("A regularization that hides the data loss is warned of, weight by weight")
  func drowning() throws {
    var check = check
    check.regularization = 1e6
    let subjects = try check.subjects()
    #expect(subjects[0].warnings.count == 9)
    #expect(
      subjects[0].warnings.first?.hasPrefix(
        "regularization drowns the data loss in conv1.weight: its gradient is ") == true)
    #expect(subjects[1].warnings == [])
  }

  @Test("It is warned of where its gradient is more than ten times the data loss's, and only there")
  func drowningLimit() throws {
    var check = check
    check.regularization = 1
    let subjects = try check.subjects()
    func norms(_ map: some DifferentiableMap) throws -> [String: Double] {
      let gradient = try map.pullback(of: [1], at: Point(map.variables.map(\.values)))
      return Dictionary(
        uniqueKeysWithValues: zip(map.variables.map(\.name), gradient.blocks).map { name, block in
          (name, block.reduce(0) { $0 + $1 * $1 }.squareRoot())
        })
    }
    // λ scales the second; one for each weight lies at ten times the first.
    let (data, own) = (try norms(subjects[0].map), try norms(subjects[1].map))
    let limits = own.compactMap { name, norm in data[name].map { 10 * $0 / norm } }.sorted()
    #expect(limits.count == 9)
    check.regularization = (limits[3] + limits[4]) / 2
    #expect(try check.subjects()[0].warnings.count == 4)
  }

  @Test("The gradient of VGG11 is right, a few coordinates of every block")
  func gradient() throws {
    var configuration = CheckConfiguration()
    configuration.samplesPerBlock = 1
    for subject in try check.subjects() {
      let report = try subject.check(configuration)
      #expect(report.isPassed, "\(subject.title)")
      #expect(report.blocks.allSatisfy { $0.checked == 1 })
      #expect(report.blocks.allSatisfy { $0.count(of: .disagree) == 0 })
    }
  }
}
