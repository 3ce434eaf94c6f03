import Tensors

/// Input data that are what they should be, but do not fit what was asked for.
package struct BadData: Error, CustomStringConvertible {
  package let description: String

  package init(_ error: InputError) { description = error.description }

  /// What is wrong with the data of this name.
  package init(_ name: String, _ reason: String) { description = "\(name): \(reason)" }
}
