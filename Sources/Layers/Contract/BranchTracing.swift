/// A cache that knows which side of each kink was taken.
///
/// A layer that is only piecewise smooth (ReLU, max pooling, hinge losses) lets its cache conform,
/// so that a finite difference across a kink is recognized as such. Nothing extra is recorded
/// during a forward pass.
public protocol BranchTracing {
  /// The branch that each unit took, as a small number of the unit's own meaning: the sign for
  /// ReLU, the winner's place in its window for max pooling.
  var branches: [UInt16] { get }

  /// The branches of each kinked place of a composition by itself, sample by sample; one after the other
  /// they are ``branches``. ``Layer/branchesByPath(of:)`` names the places.
  var branchesByPlace: [[UInt16]] { get }
}

extension BranchTracing {
  public var branchesByPlace: [[UInt16]] { [branches] }
}
