import Foundation
import GradientChecking
import NamedTensors
import Tensors

/// Two recordings of one gradient, tensor by tensor: ours, which is in question, and theirs, which is taken to be
/// right.
///
///     let comparison = try GradientComparison(
///       of: NPZ.read("ours.npz"), with: Safetensors.read("theirs.safetensors"))
///
/// Two entries agree where |a − b| ≤ τ·max(|a|, |b|, s), s being the root mean square of their tensor: what is
/// small beside the rest is known no better than the rest. τ is ``tolerance``, and by default what the coarser of
/// the two types is good for: 1e-7 in double precision, 1e-4 in single, 1e-2 in half.
public struct GradientComparison: Sendable, Codable, Equatable {
  /// The comparison of one tensor.
  public struct Row: Sendable, Codable, Equatable {
    public let name: String
    public let shape: [Int]
    public let tolerance: Double
    /// ‖a − b‖ / max(‖a‖, ‖b‖), 0 where both are 0.
    @ReportedNumber public var relativeError: Double
    public let band: Band
    /// The entries that do not agree.
    public let differing: Int
    /// The entry that is furthest off, by |a − b| / max(|a|, |b|, s); nil where there is none.
    public let worst: Entry?
    /// What stands in the way of a comparison, as another shape does; nil where nothing does.
    public let obstacle: String?

    public var isPassed: Bool { differing == 0 && obstacle == nil }
  }

  public struct Entry: Sendable, Codable, Equatable {
    public let index: [Int]
    @ReportedNumber public var ours: Double
    @ReportedNumber public var theirs: Double
  }

  public let ours: String
  public let theirs: String
  /// In the order of theirs.
  public let rows: [Row]
  /// Names that only the other side has.
  public let missingInOurs: [String]
  public let missingInTheirs: [String]
  /// What kind of mistake it probably is, of the tensors that differ.
  public let diagnoses: [Diagnosis]
  public let isPassed: Bool

  /// - Parameters:
  ///   - tolerance: τ; nil for what the types are good for.
  ///   - names: What the two are called in reports.
  public init(
    of ours: TensorDictionary, with theirs: TensorDictionary, tolerance: Double? = nil,
    names: (ours: String, theirs: String) = ("ours", "theirs")
  ) {
    (self.ours, self.theirs) = names
    var pairs: [Pair] = []
    rows = theirs.compactMap { name, their in
      guard let our = ours[name] else { return nil }
      let limit = tolerance ?? max(our.elementType.tolerance, their.elementType.tolerance)
      guard our.shape == their.shape else {
        return Row(
          name: name, shape: their.shape.extents, tolerance: limit,
          relativeError: .nan, band: .wrong, differing: 0, worst: nil,
          obstacle: "is \(our.shape) in \(names.ours) and \(their.shape) in \(names.theirs)")
      }
      let pair = Pair(name, our, their)
      let row = Row(pair, tolerance: limit)
      if row.differing > 0 { pairs.append(pair) }
      return row
    }
    missingInOurs = theirs.names.filter { ours[$0] == nil }
    missingInTheirs = ours.names.filter { theirs[$0] == nil }
    isPassed =
      !rows.isEmpty && rows.allSatisfy(\.isPassed) && missingInOurs.isEmpty
      && missingInTheirs.isEmpty
    diagnoses = RecordedFunction.diagnoses(of: pairs, tolerance: rows.map(\.tolerance).max() ?? 0)
  }

  /// The numbers of one tensor on both sides.
  struct Pair {
    let name: String
    let shape: [Int]
    let (ours, theirs): ([Double], [Double])

    init(_ name: String, _ ours: TensorData, _ theirs: TensorData) {
      self.name = name
      shape = ours.shape.extents
      self.ours = Tensor<Double>(ours).withElements { Array($0) }
      self.theirs = Tensor<Double>(theirs).withElements { Array($0) }
    }
  }
}

extension GradientComparison.Row {
  fileprivate init(_ pair: GradientComparison.Pair, tolerance: Double) {
    let (ours, theirs) = (pair.ours, pair.theirs)
    let differences = zip(ours, theirs).map { $0 - $1 }
    let isNumber = differences.allSatisfy(\.isFinite)
    let known = theirs.filter(\.isFinite)
    let typical = norm(known) / Double(max(1, known.count)).squareRoot()
    let errors = differences.indices.map { place -> Double in
      // What is no number agrees with nothing.
      guard differences[place].isFinite else { return .infinity }
      let scale = max(ours[place].magnitude, theirs[place].magnitude, typical)
      return scale > 0 ? differences[place].magnitude / scale : 0
    }
    let size = max(norm(ours), norm(theirs))
    let error = isNumber ? (size > 0 ? norm(differences) / size : 0) : .nan
    let worst = errors.indices.max { errors[$0] < errors[$1] }
    self.init(
      name: pair.name, shape: pair.shape, tolerance: tolerance, relativeError: error,
      band: isNumber ? Band(relativeError: error) : .wrong,
      differing: errors.count { $0 > tolerance },
      worst: worst.map { place in
        GradientComparison.Entry(
          index: Variable(pair.name, shape: pair.shape, values: ours).index(ofOffset: place),
          ours: ours[place], theirs: theirs[place])
      }, obstacle: nil)
  }
}

/// The root of the sum of squares, scaled, so that it does not overflow.
private func norm(_ values: [Double]) -> Double {
  let largest = values.reduce(0) { max($0, $1.magnitude) }
  guard largest > 0, largest.isFinite else { return largest }
  return largest * values.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
}

extension ElementType {
  /// What a gradient of so many digits is good for.
  fileprivate var tolerance: Double {
    switch self {
    case .float16, .bfloat16: 1e-2
    case .float32: 1e-4
    default: 1e-7
    }
  }
}
