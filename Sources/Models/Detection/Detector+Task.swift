import GSL
import Layers
import Tensors

/// Pictures 12×12 with two figures each: every anchor, three regions about each figure, and one of background.
enum DetectorTask: SceneTaskEntry {
  static let name = "detector"
  static let summary = "proposals, classes, boxes and masks of figures"
  static let plan = LearningPlan(learningRate: 3e-3, steps: 200, share: 0.2)

  static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator
  ) -> any LearningTask<Scalar> {
    DrawnTask(Detector<Scalar>(classes: Scene.kinds, from: generator), DetectionLoss()) {
      count, generator in
      let scenes = Scene.scenes(count, side: 12, figures: 2, from: generator)
      let proposals: RegionProposalLoss<Scalar>.Target = self.proposals(scenes)
      var regions: [(sample: Int, box: Box<Scalar>, figure: Scene.Figure?)] = []
      for (n, scene) in scenes.enumerated() {
        for figure in scene.figures {
          for _ in 0..<2 {
            regions.append((n, moved(figure.box(), generator), figure))
          }
        }
        if let empty: Box<Scalar> = background(scene, generator) { regions.append((n, empty, nil)) }
      }
      let offsets = regions.flatMap { region -> [Scalar] in
        region.figure.map { $0.box().offsets(from: region.box) } ?? [0, 0, 0, 0]
      }
      let masks = regions.flatMap { mask(of: scenes[$0.sample], in: $0.box, $0.figure) }
      return (
        RegionInput(
          features: scenes.images(),
          regions: Regions(samples: regions.map(\.sample), boxes: regions.map(\.box))),
        .init(
          proposals: proposals,
          classes: regions.map { ($0.figure?.kind.rawValue).map { $0 + 1 } ?? 0 },
          offsets: Tensor([regions.count, 4], offsets),
          masks: Tensor([regions.count, 8, 8], masks))
      )
    }
  }

  /// An anchor is a figure's where it overlaps one by half, or more than any other anchor does; one that overlaps all
  /// by less than 0.3 is background, the rest is passed over.
  private static func proposals<Scalar: TensorScalar>(
    _ scenes: [Scene]
  ) -> RegionProposalLoss<Scalar>.Target {
    let map: Extent = 6
    let anchors = Detector<Scalar>.anchors(over: map)
    let kinds = Detector<Scalar>.anchorSizes.count
    var labels: [Int] = []
    var offsets = Tensor<Scalar>([scenes.count, 4 * kinds, map.rows, map.columns])
    for (n, scene) in scenes.enumerated() {
      let boxes: [Box<Scalar>] = scene.figures.map { $0.box() }
      let overlaps = anchors.map { anchor in boxes.map { anchor.intersectionOverUnion(with: $0) } }
      let best = boxes.indices.map { figure in overlaps.map { $0[figure] }.max()! }
      for (place, own) in overlaps.enumerated() {
        let figure = own.indices.max { own[$0] < own[$1] }!
        let isFound = own[figure] >= 0.5 || own.indices.contains { own[$0] == best[$0] }
        labels.append(isFound ? 1 : own[figure] < 0.3 ? 0 : -1)
        guard isFound else { continue }
        for (k, offset) in boxes[figure].offsets(from: anchors[place]).enumerated() {
          let plane = 4 * (n * kinds + place / map.area) + k
          offsets[plane * map.area + place % map.area] = offset
        }
      }
    }
    return .init(labels: labels, offsets: offsets)
  }

  /// A box with every edge moved a little.
  private static func moved<Scalar: TensorScalar>(
    _ box: Box<Scalar>, _ generator: RandomGenerator
  ) -> Box<Scalar> {
    func edge(_ place: Scalar) -> Scalar { place + Scalar(generator.uniform(in: -0.7...0.7)) }
    return Box(
      left: edge(box.left), top: edge(box.top), right: edge(box.right), bottom: edge(box.bottom))
  }

  /// A box that overlaps no figure by more than 0.2, where a few tries find one.
  private static func background<Scalar: TensorScalar>(
    _ scene: Scene, _ generator: RandomGenerator
  ) -> Box<Scalar>? {
    for _ in 0..<10 {
      let (x, y) = (Scalar(generator.integer(below: 8)), Scalar(generator.integer(below: 8)))
      let box = Box(left: x, top: y, right: x + 4, bottom: y + 4)
      if scene.figures.allSatisfy({ box.intersectionOverUnion(with: $0.box()) < 0.2 }) {
        return box
      }
    }
    return nil
  }

  /// Which of 8×8 points of a box the figure covers.
  private static func mask<Scalar: TensorScalar>(
    of scene: Scene, in box: Box<Scalar>, _ figure: Scene.Figure?
  ) -> [Scalar] {
    (0..<64).map { i in
      let x = box.left + (Scalar(i % 8) + 0.5) / 8 * box.width
      let y = box.top + (Scalar(i / 8) + 0.5) / 8 * box.height
      let (row, column) = (Int(y.rounded(.down)), Int(x.rounded(.down)))
      guard let figure, (0..<scene.side).contains(row), (0..<scene.side).contains(column) else {
        return 0
      }
      return scene.classes[row * scene.side + column] == figure.kind.rawValue + 1 ? 1 : 0
    }
  }
}
