/// A point that does not fit what is to be checked there.
struct Misfit: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
