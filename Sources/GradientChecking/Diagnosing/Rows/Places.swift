import Foundation

/// Where a gradient is wrong, as a rule that tells wrong coordinates from right ones: by their indices, or
/// by values.
///
/// A rule is believed for what it tells apart: k wrong ones among n can lie in C(n, k) ways, so that a rule
/// that says which they are tells the logarithm of that; against it stands how many rules were tried.
struct Places {
  let block: BlockEvidence
  let evidence: Evidence
  /// Whether where it is wrong is worth a word, and what lies inside is asked more.
  var isAsked = true

  struct Rule {
    let quantity: String
    /// Completes "is wrong only …".
    let words: String
    /// How many of the kind were tried, as a logarithm.
    let cost: Double
    var isZeroInput = false
    /// Whether right ones may lie inside, as where only some of a known kind of places are affected.
    var isLoose = false
    /// Whether it is no more than what was seen: an index, which explains nothing.
    var isPlain = false
    /// Whether it goes by indices alone, so that what is said of what lies inside is so, whatever the reason.
    var isOfIndices = false
    /// Whether the function tells of it.
    var isTold = false
    /// The range of indices along each axis, where it is all of a box.
    var box: [Range<Int>]?
    let isInside: (Sample, Int) -> Bool
  }

  /// Fewer bits than a prediction of numbers needs: that the same rule holds where values are in another order is
  /// not counted in them.
  private static let certain = 10.0

  func diagnosis() throws -> Search.Explanation? {
    // One sample for each point: for other cotangents the same places are wrong.
    var scenes: [ObjectIdentifier] = []
    let samples = block.samples.filter { sample in
      let id = ObjectIdentifier(sample.scene)
      defer { scenes.append(id) }
      return !scenes.contains(id)
    }
    guard let first = samples.first, first.isWrong.contains(true) else { return nil }
    if isInverted {
      let diagnosis = Diagnosis(
        [block.variable.name], .place, "mask inverted", block.isConfirmed ? .certain : .likely,
        finding: "is zero exactly where it should not be",
        advice: "invert the comparison that makes the mask")
      return (diagnosis, 2)
    }
    if first.isWrong.allSatisfy({ $0 }), first.isWrong.count > 1 { return nil }
    var best: (rule: Rule, isCertain: Bool, there: (cause: Cause, bits: Double)?)?
    for rule in indices(first) + values(samples) where rule.cost < best?.rule.cost ?? .infinity {
      guard let (bits, told) = bits(rule, samples) else { continue }
      let net = rule.isPlain ? (told > 1 ? Fit.certain : Fit.likely) : bits - rule.cost
      let isTold = net >= Fit.likely
      guard isTold || rule.isOfIndices && net >= 0 else { continue }
      let there = inner(block.restricted { rule.isInside($0, $1) && $0.isWrong[$1] }, of: rule)
      // What is said of a few numbers by one may make up for what their place tells.
      let isExplained = rule.isOfIndices && there?.bits ?? 0 >= Fit.certain
      guard isTold || isExplained else { continue }
      best = (rule, told > 1 && (net >= Places.certain || isExplained), there)
    }
    guard let (rule, isCertain, inside) = best else { return nil }
    let there = inside?.cause
    let isZero = there?.factor == 0
    let isShaped = block.variable.shape.count > 1
    // Where it is wrong explains no part.
    if there == nil, !isAsked { return nil }
    if there == nil, isShaped, let box = rule.box,
      let (found, cost) = try Parts(block: block, evidence: evidence).inside(box)
    {
      let diagnosis = Diagnosis(
        [block.variable.name], .place, "\(rule.quantity) · \(found.quantity)",
        factor: found.factor, share: found.share, unexplained: found.unexplained,
        isCertain ? found.confidence : .likely,
        finding: "is wrong only \(rule.words), where it \(found.finding)", advice: found.advice)
      return (diagnosis, rule.cost + cost + 4)
    }
    // A single entry has an index, whatever else it has.
    let quantity =
      block.onlyWrong.map { rule.isPlain ? $0 : "\($0) · \(rule.quantity)" } ?? rule.quantity
    let diagnosis = Diagnosis(
      [block.variable.name], isZero && rule.isZeroInput ? .zero : .place, quantity,
      factor: there?.factor,
      isCertain && there?.mayBeChance != true ? .certain : .likely,
      finding: "is wrong only \(rule.words)\(there.map { ", where it \($0.finding)" } ?? "")",
      advice: "check what is special about \(rule.quantity)")
    // Where it is wrong explains less than what is wrong.
    return (diagnosis, rule.cost + (there != nil ? 2 : rule.isTold || isShaped ? 8 : 24))
  }

  /// Whether the gradient is 0 exactly where it should not be.
  private var isInverted: Bool {
    block.samples.allSatisfy { sample in
      let kept = zip(sample.n, sample.e).count { $0.magnitude > 4 * $1 }
      return kept > 1 && kept < sample.n.count - 1
        && sample.a.indices.allSatisfy {
          (sample.a[$0] == 0) == (sample.n[$0].magnitude > 4 * sample.e[$0])
        }
    }
  }

  /// What is wrong inside a place, if that is one thing.
  private func inner(_ inside: BlockEvidence, of rule: Rule) -> (cause: Cause, bits: Double)? {
    let samples = inside.samples.filter { !$0.a.isEmpty }
    guard !samples.isEmpty else { return nil }
    if samples.allSatisfy({ $0.a.allSatisfy { $0 == 0 } }) {
      return (.zero, Fit.certain)
    }
    if rule.isOfIndices,
      samples.allSatisfy({ zip($0.n, $0.e).allSatisfy { $0.magnitude <= 4 * $1 } })
    {
      let cause = Cause(
        .place, "should be 0", "should be 0: a mask, or a dead unit, is forgotten", "apply the mask"
      )
      return (cause, Fit.certain)
    }
    let rows = GradientRows.elementwise(inside, evidence) + displaced(inside)
    return Selection.best(rows, for: samples).map { ($0.cause, $0.bits) }
  }

  /// The gradient of other places of the block, as many to one side along an axis.
  private func displaced(_ inside: BlockEvidence) -> [Candidate] {
    guard block.isComplete, let own = inside.samples.first?.coordinates,
      own.count < block.coordinates.count,
      inside.samples.allSatisfy({ $0.coordinates == own })
    else { return [] }
    let grid = Grid(block.variable.shape)
    let axes = evidence.axes(of: block.variable)
    return grid.shape.indices.flatMap { axis in
      (1 - grid.shape[axis]..<grid.shape[axis]).compactMap { step -> Candidate? in
        let source = own.compactMap { grid.place($0, along: axis, by: step) }
        guard step != 0, source.count == own.count else { return nil }
        let name =
          own.count == 1
          ? "\(block.variable.name)\(block.variable.index(ofOffset: source[0]))"
          : grid.shape.count == 1
            ? "\(block.variable.name)[\(source[0])…\(source[source.count - 1])]"
            : indexed(axes[axis], Set(source.map { grid.index($0, along: axis) }).sorted())
        let isSuspect = block.samples.contains { sample in source.contains { sample.isWrong[$0] } }
        return Candidate(
          7, .exact,
          { _ in
            var cause = Cause(
              .layout, "\(name) taken", "is the gradient of \(name)",
              "check the index along axis \(axis)")
            // Of two that enter alike one mistake may lead to the gradient of the other.
            cause.mayBeChance = !isSuspect
            return cause
          }
        ) { [block] sample in
          inside.samples.firstIndex { $0 === sample }.map { number in
            source.map { block.samples[number].n[$0] }
          }
        }
      }
    }
  }

  /// What a rule tells, in bits, and at how many points; nil where it is not so.
  private func bits(_ rule: Rule, _ samples: [Sample]) -> (Double, Int)? {
    var bits = 0.0
    var told = 0
    for (number, sample) in samples.enumerated() {
      var (all, wrong) = (0, 0)
      for i in sample.a.indices where isInformative(sample, i) {
        let isInside = rule.isInside(sample, i)
        guard isInside == sample.isWrong[i] else {
          // Right by chance inside are those alone that have no slope.
          if isInside, rule.isLoose || sample.n[i].magnitude <= 4 * sample.e[i] { continue }
          return nil
        }
        all += 1
        if isInside { wrong += 1 }
      }
      if wrong > 0 { told += 1 }
      // At a point near by the same places are wrong for any reason.
      if wrong > 0, wrong < all, number == 0 || sample.scene.isShuffled {
        bits += Places.choices(wrong, of: all)
      }
    }
    guard told > 0 else { return nil }
    if rule.isLoose {
      for sample in samples {
        let inside = sample.a.indices.filter { rule.isInside(sample, $0) }
        guard 3 * inside.count(where: { sample.isWrong[$0] }) >= inside.count else { return nil }
      }
      bits += 12
    }
    return (bits, told)
  }

  /// In how many ways k places of n can be chosen, in bits.
  private static func choices(_ k: Int, of n: Int) -> Double {
    (lgamma(Double(n + 1)) - lgamma(Double(k + 1)) - lgamma(Double(n - k + 1))) / log(2)
  }

  /// Whether a coordinate tells wrong from right: what has no slope and no gradient is right for any reason.
  func isInformative(_ sample: Sample, _ i: Int) -> Bool {
    sample.isWrong[i] || sample.a[i] != 0 || sample.n[i].magnitude > 4 * sample.e[i]
  }

  // MARK: - Rules

  private func indices(_ first: Sample) -> [Rule] {
    let name = block.variable.name
    let grid = Grid(block.variable.shape)
    let axes = evidence.axes(of: block.variable)
    let wrong = block.coordinates.indices.filter { first.isWrong[$0] }.map { block.coordinates[$0] }
    guard let start = wrong.first else { return [] }
    var rules: [Rule] = []
    let coordinates = block.coordinates
    func add(
      _ cost: Double, _ quantity: String, _ words: String, _ isInside: @escaping (Int) -> Bool
    ) {
      rules.append(
        Rule(quantity: quantity, words: words, cost: cost, isOfIndices: true) { _, i in
          isInside(coordinates[i])
        })
    }
    for place in evidence.facts.places where place.block == name {
      for isLoose in [false, true] {
        rules.append(
          Rule(
            quantity: place.name, words: "at: \(place.name)", cost: isLoose ? 4 : 0,
            isLoose: isLoose, isTold: true
          ) { sample, i in
            let here = sample.facts.places.first { $0.name == place.name && $0.block == name }
            return here?.coordinates.contains(coordinates[i]) ?? false
          })
      }
    }
    if wrong.count == 1, grid.count > 1 {
      let entry = "\(name)\(grid.index(start))"
      rules.append(
        Rule(quantity: entry, words: "at \(entry)", cost: 6, isPlain: true) { _, i in
          coordinates[i] == start
        })
    }
    rules += boxes(wrong, grid, axes)
    for axis in grid.shape.indices where grid.shape[axis] > 1 {
      let extent = grid.shape[axis]
      let all = wrong.map { grid.index($0, along: axis) }
      let seen = Set(all)
      guard let low = seen.min(), let high = seen.max() else { continue }
      if grid.shape.count > 1, seen.count > 1, seen.count < extent, seen.count < high - low + 1 {
        let listed = seen.sorted()
        let right = (0..<extent).filter { !seen.contains($0) }
        let (list, words) =
          right.count == 1
          ? (
            "all but \(indexed(axes[axis], right[0]))",
            "outside \(indexed(axes[axis], right[0])) of \(name), which is right"
          )
          : (
            indexed(axes[axis], listed), "in \(indexed(axes[axis], listed)) of \(name)"
          )
        add(2 + Places.choices(listed.count, of: extent), list, words) {
          seen.contains(grid.index($0, along: axis))
        }
      }
      // Of several variables in one array, or of vectors one after the other, one component.
      if grid.shape.count == 1 {
        for period in 2...8 where high - low >= 2 * period {
          let rest = low % period
          guard Set(all.map { $0 % period }) == [rest] else { continue }
          add(
            3 + 2 * log2(Double(extent)), "every \(period) entries",
            "at one entry in every \(period) from \(low) to \(high) of \(name)"
          ) { (low...high).contains($0) && $0 % period == rest }
        }
      }
    }
    if grid.shape.count > 1 {
      add(3, "border", "at the border of the last two axes") { grid.isBorder($0) }
      let (row, column) = (grid.shape.count - 2, grid.shape.count - 1)
      if grid.shape[row] == grid.shape[column] {
        let isDiagonal = { grid.index($0, along: column) == grid.index($0, along: row) }
        add(3, "diagonal", "on the diagonal of \(name)", isDiagonal)
        add(3, "off the diagonal", "off the diagonal of \(name)") { !isDiagonal($0) }
      }
    }
    return rules
  }

  /// The box that holds all that is wrong, and the slices along each axis by themselves.
  private func boxes(_ wrong: [Int], _ grid: Grid, _ axes: [String]) -> [Rule] {
    let name = block.variable.name
    let coordinates = block.coordinates
    guard wrong.count > 1 || grid.shape.count > 1 else { return [] }
    var (cost, quantities, words) = (0.0, [String](), [String]())
    var (rules, box) = ([Rule](), grid.shape.map { 0..<$0 })
    func rule(_ cost: Double, _ quantity: String, _ words: String, _ box: [Range<Int>]) -> Rule {
      Rule(
        quantity: quantity, words: "in \(words) of \(name)", cost: cost, isOfIndices: true, box: box
      ) { _, i in
        box.indices.allSatisfy { box[$0].contains(grid.index(coordinates[i], along: $0)) }
      }
    }
    for axis in grid.shape.indices where grid.shape[axis] > 1 {
      let (all, extent) = (wrong.map { grid.index($0, along: axis) }, grid.shape[axis])
      guard let low = all.min(), let high = all.max(), high - low + 1 < extent else { continue }
      let (count, many) = (high - low + 1, plural(axes[axis]))
      let own: (Double, String, String)
      if count == 1 {
        guard grid.shape.count > 1 else { continue }
        own = (
          log2(Double(extent)), "\(name), \(low) along axis \(axis)", indexed(axes[axis], low)
        )
      } else if low == 0 || high == extent - 1 {
        let end = "the \(low == 0 ? "first" : "last") \(count) \(many)"
        own = (log2(Double(count)), end, end)
      } else {
        own = (2 * log2(Double(extent)), "\(many) \(low) to \(high)", "\(many) \(low) to \(high)")
      }
      var slices = grid.shape.map { 0..<$0 }
      slices[axis] = low..<high + 1
      rules.append(rule(own.0, own.1, own.2, slices))
      cost += own.0
      quantities.append(own.1)
      words.append(own.2)
      box[axis] = low..<high + 1
    }
    if quantities.count > 1, wrong.count > 1 {
      rules.append(
        rule(cost, quantities.joined(separator: " · "), words.joined(separator: " and "), box))
    }
    return rules
  }
}
