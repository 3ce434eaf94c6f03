/// The branches that several points take at one kinked place.
struct StackedBranches {
  /// Those of a point that is not displaced before the place.
  let undisplaced: [UInt16]
  /// Of each point.
  var ofPoints: [[UInt16]] = []
}
