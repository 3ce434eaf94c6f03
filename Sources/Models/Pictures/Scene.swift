import GSL
import Layers
import Tensors

/// A small gray picture of a figure or two in known places: what a model of pictures learns from where no data are
/// at hand.
///
/// Brightness is 0 around figures and 1 on them, with a little noise. Figures do not overlap.
public struct Scene: Sendable {
  public enum Kind: Int, Sendable, CaseIterable {
    case square
    case cross
    case frame

    /// Whether a figure of `size` covers a place of its box.
    func covers(_ row: Int, _ column: Int, of size: Int) -> Bool {
      switch self {
      case .square: true
      case .cross: row == size / 2 || column == size / 2
      case .frame: row == 0 || column == 0 || row == size - 1 || column == size - 1
      }
    }
  }

  public struct Figure: Sendable {
    public let kind: Kind
    public let row, column, size: Int

    /// The figure's edges in pixels.
    public func box<Scalar>() -> Box<Scalar> {
      Box(
        left: Scalar(column), top: Scalar(row), right: Scalar(column + size),
        bottom: Scalar(row + size))
    }
  }

  public static let kinds = Kind.allCases.count

  /// The extent of a picture.
  public let side: Int
  public let figures: [Figure]
  /// The brightness of every pixel, row by row.
  public let pixels: [Double]
  /// The kind of figure on each pixel, from 1; 0 for none.
  public let classes: [Int]

  /// A picture with so many figures of 3 or 5 pixels; fewer where there is no room.
  public init(
    side: Int, figures count: Int = 1, noise: Double = 0.05, from generator: RandomGenerator
  ) {
    self.side = side
    var figures: [Figure] = []
    for _ in 0..<20 where figures.count < count {
      let size = 3 + 2 * generator.integer(below: 2)
      let figure = Figure(
        kind: Kind.allCases[generator.integer(below: Scene.kinds)],
        row: generator.integer(below: side - size + 1),
        column: generator.integer(below: side - size + 1), size: size)
      let box: Box<Double> = figure.box()
      if figures.allSatisfy({ box.intersectionOverUnion(with: $0.box()) == 0 }) {
        figures.append(figure)
      }
    }
    var classes = [Int](repeating: 0, count: side * side)
    for figure in figures {
      for i in 0..<figure.size * figure.size {
        let (row, column) = (i / figure.size, i % figure.size)
        guard figure.kind.covers(row, column, of: figure.size) else { continue }
        classes[(figure.row + row) * side + figure.column + column] = figure.kind.rawValue + 1
      }
    }
    self.figures = figures
    self.classes = classes
    pixels = classes.map { ($0 > 0 ? 1 : 0) + generator.normal(standardDeviation: noise) }
  }

  /// So many pictures with one figure each.
  static func scenes(
    _ count: Int, side: Int, figures: Int = 1, noise: Double = 0.05, from generator: RandomGenerator
  ) -> [Scene] {
    (0..<count).map { _ in
      Scene(side: side, figures: figures, noise: noise, from: generator)
    }
  }
}

extension [Scene] {
  /// The pictures as images [N, 1, H, W].
  func images<Scalar: TensorScalar>() -> Tensor<Scalar> {
    let side = first?.side ?? 0
    return Tensor([count, 1, side, side], flatMap { $0.pixels.map { Scalar($0) } })
  }

  /// The kind of the first figure of each.
  var kinds: [Int] { map { $0.figures[0].kind.rawValue } }
}
