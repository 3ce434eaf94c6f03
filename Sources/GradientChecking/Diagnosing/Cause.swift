/// How a factor is put before what it multiplies: "2 · ", or nothing where it is 1.
func multiple(_ factor: Double) -> String {
  (factor - 1).magnitude < 1e-6 ? "" : "\(short(factor)) · "
}

/// What is wrong with a gradient, as a value: two causes are the same where family and quantity are.
/// The sentences are its rendering.
struct Cause {
  let family: MistakeFamily
  /// What it is about: "N = 5", "transposed", "overlaps".
  let quantity: String
  /// The wrong gradient over the right one, where that is one number.
  let factor: Double?
  /// Completes "the gradient of weight …".
  let finding: String
  let advice: String
  /// How much less far-fetched it is than others of its row, in bits: a factor that has a name.
  var discount = 0.0
  /// Whether the same numbers may come about without it, so that it is never certain.
  var mayBeChance = false

  init(
    _ family: MistakeFamily, _ quantity: String, factor: Double? = nil, _ finding: String,
    _ advice: String
  ) {
    self.family = family
    self.quantity = quantity
    self.factor = factor
    self.finding = finding
    self.advice = advice
  }

  /// Nothing is returned.
  static let zero = Cause(.zero, "0", factor: 0, "is zero", "check that it is returned at all")
}
