import Foundation

/// How the numbers of a block may be rearranged.
extension Grid {
  /// The values at one index of an axis.
  func slice(_ values: [Double], _ axis: Int, _ index: Int) -> [Double] {
    (0..<count).lazy.filter { self.index($0, along: axis) == index }.map { values[$0] }
  }

  /// The block of which `slice` gives the values at each index of an axis.
  func assembled(_ axis: Int, slice: (Int) -> [Double]) -> [Double] {
    let slices = (0..<shape[axis]).map(slice)
    var next = [Int](repeating: 0, count: shape[axis])
    return (0..<count).map { offset in
      let index = self.index(offset, along: axis)
      defer { next[index] += 1 }
      return slices[index][next[index]]
    }
  }

  /// A change of order, with how to speak of it.
  struct Rearrangement {
    let quantity: String
    let finding: String
    let advice: String
    /// Where each value comes from; nil for a zero.
    let source: [Int?]

    func apply(_ values: [Double]) -> [Double] { source.map { $0.map { values[$0] } ?? 0 } }
  }

  /// The changes of order that happen.
  func rearrangements(_ axes: [String]) -> [Rearrangement] {
    guard count > 1, count <= 1 << 16 else { return [] }
    return transpositions + rolls(axes) + flips + shifts
  }

  /// Axes read in another order, in a block of the same shape or of the exchanged one.
  private var transpositions: [Rearrangement] {
    let long = shape.indices.filter { shape[$0] > 1 }
    guard long.count > 1, shape.count <= 5 else { return [] }
    return permutations(Array(shape.indices)).flatMap { order -> [Rearrangement] in
      guard order.filter({ shape[$0] > 1 }) != long else { return [] }
      let turned = Grid(order.map { shape[$0] })
      let quantity = long.count == 2 && shape.count == 2 ? "transposed" : "axes exchanged"
      let finding =
        "with axes \(order.map(String.init).joined(separator: ", ")) for "
        + shape.indices.map(String.init).joined(separator: ", ")
      /// Where place `offset` of the turned block lies in this one.
      let source = (0..<count).map { offset -> Int? in
        let index = turned.index(offset)
        var own = shape
        for (place, axis) in order.enumerated() { own[axis] = index[place] }
        return self.offset(own)
      }
      // The same, read the other way round.
      var inverse = [Int?](repeating: nil, count: count)
      for (place, origin) in source.enumerated() { if let origin { inverse[origin] = place } }
      return [source, inverse].map {
        Rearrangement(
          quantity: quantity, finding: finding, advice: "put the axes back in order", source: $0)
      }
    }
  }

  private func permutations(_ items: [Int]) -> [[Int]] {
    guard let first = items.first else { return [[]] }
    return permutations(Array(items.dropFirst())).flatMap { rest in
      (0...rest.count).map { Array(rest[..<$0]) + [first] + Array(rest[$0...]) }
    }
  }

  /// Reversed along one axis, or along the last two.
  private var flips: [Rearrangement] {
    let long = shape.indices.filter { shape[$0] > 1 }
    let sets = long.map { [$0] } + (long.count > 2 ? [Array(long.suffix(2))] : [])
    return sets.map { axes in
      Rearrangement(
        quantity: "flipped",
        finding: "reversed along \(axes.count > 1 ? "axes" : "axis") "
          + axes.map(String.init).joined(separator: " and "),
        advice: "do not flip it, or flip it once more",
        source: (0..<count).map { offset in
          axes.reduce(offset) { place, axis in
            self.place(place, along: axis, by: shape[axis] - 1 - 2 * index(place, along: axis))
              ?? place
          }
        })
    }
  }

  /// Moved round by one along one axis.
  private func rolls(_ axes: [String]) -> [Rearrangement] {
    shape.indices.filter { shape[$0] > 1 }.flatMap { axis in
      [1, shape[axis] - 1].map { step in
        Rearrangement(
          quantity: "\(plural(axes[axis])) permuted",
          finding: "of the \(step == 1 ? "next" : "previous") \(axes[axis])",
          advice: "check the index along axis \(axis)",
          source: (0..<count).map { offset in
            place(offset, along: axis, by: step)
              ?? place(offset, along: axis, by: step - shape[axis])
          })
      }
    }
  }

  /// Moved along one axis or the last two, with zeros where nothing comes from.
  private var shifts: [Rearrangement] {
    func moved(_ quantity: String, _ finding: String, _ advice: String, _ steps: [Int: Int])
      -> Rearrangement
    {
      Rearrangement(
        quantity: quantity, finding: finding, advice: advice,
        source: (0..<count).map { offset in
          steps.reduce(offset) { place, step in
            place.flatMap { self.place($0, along: step.key, by: step.value) }
          }
        })
    }
    var shifts = shape.indices.filter { shape[$0] > 2 }.flatMap { axis in
      [-1, 1, -2, 2].map { step in
        moved(
          shape.count == 1 || axis < shape.count - 2
            ? "shifted by \(abs(step))"
            : axis == shape.count - 1 ? "shifted by 0×\(abs(step))" : "shifted by \(abs(step))×0",
          "shifted by \(step) along axis \(axis)", "check the index for an off-by-one",
          [axis: step])
      }
    }
    guard shape.count > 1 else { return shifts }
    let (row, column) = (shape.count - 2, shape.count - 1)
    shifts += [-1, 1].map { step in
      Rearrangement(
        quantity: "shifted by 0×1", finding: "one place on",
        advice: "check the index for an off-by-one",
        source: (0..<count).map { 0..<count ~= $0 + step ? $0 + step : nil })
    }
    for dy in [-2, -1, 1, 2] {
      for dx in [-2, -1, 1, 2] {
        shifts.append(
          moved(
            "shifted by \(abs(dy))×\(abs(dx))",
            "shifted by \(dy) and \(dx) along the last two axes",
            "check the offset of the window: the padding is to be taken off once",
            [row: dy, column: dx]))
      }
    }
    return shifts
  }
}

/// The name of what an axis counts, in the plural.
func plural(_ name: String) -> String {
  if let range = name.range(of: " along ") {
    return plural(String(name[..<range.lowerBound])) + name[range.lowerBound...]
  }
  return name.hasSuffix("y")
    ? "\(name.dropLast())ies" : name.hasSuffix("s") ? "\(name)es" : "\(name)s"
}

/// One of what an axis counts: "row 2", "slice 2 along axis 1".
func indexed(_ name: String, _ index: Int) -> String { indexed(name, "\(index)") }

/// Some of what an axis counts: "rows 2, 5", "slices 2, 5 along axis 1".
func indexed(_ name: String, _ indices: [Int]) -> String {
  indexed(plural(name), few(indices))
}

/// The first few of some indices or words.
func few(_ items: [some CustomStringConvertible]) -> String {
  items.prefix(6).map(\.description).joined(separator: ", ") + (items.count > 6 ? ", …" : "")
}

private func indexed(_ name: String, _ index: String) -> String {
  guard let range = name.range(of: " along ") else { return "\(name) \(index)" }
  return "\(name[..<range.lowerBound]) \(index)\(name[range.lowerBound...])"
}
