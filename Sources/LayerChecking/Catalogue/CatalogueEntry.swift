import GSL
import GradientChecking
import Tensors

/// A family of checkable things that goes by one name on the command line.
public protocol CatalogueEntry: RawRepresentable<String>, CaseIterable, Sendable {
  /// What it computes, in one line.
  var summary: String { get }

  /// The cases that a check of this entry consists of, in elements of type `Scalar`.
  ///
  /// - Parameters:
  ///   - scalar: the type of the elements.
  ///   - shape: the input's, instead of the entry's own odd and distinct sizes.
  ///   - key: fixes inputs, parameters, labels and dropout masks.
  /// - Throws: where the shape does not fit.
  func subjects<Scalar: TensorScalar>(
    _ scalar: Scalar.Type, shape: Shape?, key: RandomKey
  ) throws(InputError) -> [CheckSubject]
}

extension CatalogueEntry {
  /// The cases that a check of this entry consists of.
  ///
  /// - Throws: where the shape does not fit, or has more than one million elements.
  public func subjects(
    precision: Precision = .double, shape: Shape? = nil, seed: UInt64 = 0
  ) throws(InputError) -> [CheckSubject] {
    // An extent of 0 makes the input empty, but not the weights beside it.
    let limit = 1_000_000
    let extents = (shape?.extents ?? []).map { max(1, $0) }
    var size = 1
    for extent in extents {
      guard extent <= limit / size else {
        throw InputError(
          rawValue, expects: "an input of at most \(limit) elements", got: "\(shape ?? [])")
      }
      size *= extent
    }
    return switch precision {
    case .double: try subjects(Double.self, shape: shape, key: RandomKey(seed))
    case .float: try subjects(Float.self, shape: shape, key: RandomKey(seed))
    }
  }
}
