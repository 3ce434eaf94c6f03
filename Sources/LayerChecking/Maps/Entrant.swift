import GradientChecking
import Layers

/// A point that joins others at the layer of which it is displaced.
struct Entrant {
  /// Where a number of a layer made of others is.
  enum Place {
    /// In the input, which the first layer takes, or the first of each branch.
    case input
    /// In the layer to which these positions ``Passage/inside`` lead.
    case parameter(path: [Int], slot: Int)
  }

  /// What the point is known by.
  let number: Int
  let place: Place
  let move: Move

  /// Whether the point is displaced in the input of the whole.
  var isAtInput: Bool { if case .input = place { true } else { false } }

  /// The number of its layer that is displaced, nil where it is several.
  var coordinate: LayerCoordinate? {
    guard case .coordinate(let offset) = move.displacement.direction else { return nil }
    return switch place {
    case .input: .input(offset: offset)
    case .parameter(_, let slot): .parameter(slot: slot, offset: offset)
    }
  }
}
