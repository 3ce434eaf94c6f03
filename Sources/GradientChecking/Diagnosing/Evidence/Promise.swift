/// The promises whose breach tells what kind of mistake there is.
enum Promise: String {
  case shapes = "shapes match"
  case values = "value is repeatable"
  case gradients = "gradient is repeatable"
  case leftovers = "nothing is left over from another point"
  case linearity = "pullback is linear in the cotangent"
}
