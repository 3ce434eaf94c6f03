import GradientChecking
import Layers

/// A point that joins others at the layer of which it is displaced.
struct Entrant {
  /// Where a number of a layer made of others is.
  enum Place {
    /// In the input of the whole.
    case input
    /// In the layer at this position among the leaves.
    case parameter(leaf: Int, slot: Int)
  }

  /// What the point is known by: its position among all that are evaluated together.
  let number: Int
  let place: Place
  let move: Move

  /// The leaf of whose parameters one is displaced, nil for the input of the whole.
  var leaf: Int? {
    switch place {
    case .input: nil
    case .parameter(let leaf, _): leaf
    }
  }

  /// The number of its layer that is displaced, nil where it is several.
  var coordinate: LayerCoordinate? {
    guard case .coordinate(let offset) = move.displacement.direction else { return nil }
    return switch place {
    case .input: .input(offset: offset)
    case .parameter(_, let slot): .parameter(slot: slot, offset: offset)
    }
  }
}
