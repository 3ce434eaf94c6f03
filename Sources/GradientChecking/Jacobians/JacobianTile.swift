/// Some rows of an analytic Jacobian, stored by column, for comparison with numeric columns.
///
/// A Jacobian may have more entries than fit into memory, so it is never there as a whole: as many rows
/// at a time as keep their entries, of which most are zero, within a budget.
struct JacobianTile: Sendable {
  /// The outputs whose rows these are.
  let rows: Range<Int>
  /// Where each column's entries start, and last their number.
  private let starts: [Int]
  /// The entries that are not zero, by column and in it by row, with their rows.
  let outputs: [Int32]
  let entries: [Double]
  /// The entry of largest magnitude in each row.
  let largest: [Double]
  /// What rounding of the terms that each output is the sum of amounts to, in units of the roundoff:
  /// √(f² + Σ(∂f/∂θ·θ)²).
  let size: [Double]

  /// The places in ``outputs`` and ``entries`` of a column.
  func places(ofColumn column: Int) -> Range<Int> { starts[column]..<starts[column + 1] }

  /// The number of entries that are worked out by one thread before another takes over.
  private static let entriesPerPiece = 1 << 16
}

extension JacobianTile {
  /// Consecutive rows as they are worked out.
  fileprivate struct Piece: Sendable {
    var rows: JacobianRow
    var ends: [Int] = []
    var largest: [Double] = []
    var size: [Double] = []
  }

  /// The rows from `first` on, as many as have no more than `limit` entries together, but at least one.
  ///
  /// - Parameters:
  ///   - base: The outputs at the point.
  ///   - jobs: What spreads the rows over the cores.
  ///   - map: The map of which this is the Jacobian.
  ///
  /// - Throws: what the linearization throws.
  init(
    from first: Int, of linearization: some Linearization, variables: [Variable], base: [Double],
    limit: Int, jobs: Jobs, map: some DifferentiableMap
  ) throws {
    let template = JacobianRow(of: variables)
    let columns = template.starts[template.starts.count - 1]
    let values = variables.flatMap(\.values)
    var pieces: [Piece] = []
    var end = first
    var stored = 0
    // What is left of the budget suffices for so many rows even if they have no zero at all.
    while end < base.count, case let room = (limit - stored) / max(1, columns),
      end == first || room > 0
    {
      let wave = end..<min(base.count, end + max(1, room))
      let length = max(1, min(wave.count / 16, JacobianTile.entriesPerPiece / max(1, columns)))
      let ranges = stride(from: wave.lowerBound, to: wave.upperBound, by: length).map {
        $0..<min($0 + length, wave.upperBound)
      }
      let new = try jobs.run(ranges, startingWith: template) { range, template in
        try map.evaluatingBesideOthers {
          var piece = Piece(rows: template)
          for output in range {
            let start = piece.rows.entries.count
            try linearization.pullback(ofOutput: output, into: &piece.rows)
            piece.finishRow(from: start, value: base[output], values)
          }
          return piece
        }
      }
      stored += new.reduce(0) { $0 + $1.rows.entries.count }
      pieces += new
      end = wave.upperBound
    }
    rows = first..<end
    largest = pieces.flatMap(\.largest)
    size = pieces.flatMap(\.size)
    (starts, outputs, entries) = try JacobianTile.byColumn(
      pieces, first: first, columns: columns, jobs: jobs)
  }

  /// The entries of all pieces sorted by column, those of one column by row: a counting sort, in which every
  /// job fills some of the columns.
  private static func byColumn(
    _ pieces: [Piece], first: Int, columns: Int, jobs: Jobs
  ) throws -> (starts: [Int], outputs: [Int32], entries: [Double]) {
    var starts = [Int](repeating: 0, count: columns + 1)
    starts.withUnsafeMutableBufferPointer { starts in
      for piece in pieces {
        piece.rows.columns.withUnsafeBufferPointer {
          for column in $0 { starts[Int(column) + 1] += 1 }
        }
      }
      for column in 0..<columns { starts[column + 1] += starts[column] }
    }
    let count = starts[columns]
    // As many entries for each job.
    let parts = 2
    let bounds = (0...parts).map { part in
      part == parts ? columns : starts.partitioningIndex(reaching: part * count / parts)
    }
    var outputs: [Int32] = []
    let entries = try [Double](unsafeUninitializedCapacity: count) { entries, initialized in
      outputs = try [Int32](unsafeUninitializedCapacity: count) { outputs, initialized in
        // Every job writes to places of its own.
        nonisolated(unsafe) let (outputs, entries) = (outputs, entries)
        _ = try jobs.run((0..<parts).map { bounds[$0]..<bounds[$0 + 1] }, startingWith: starts) {
          columns, next in
          next.withUnsafeMutableBufferPointer { next in
            fill(columns, of: pieces, first: first, at: next, outputs, entries)
          }
        }
        initialized = count
      }
      initialized = count
    }
    return (starts, outputs, entries)
  }

  /// Writes the entries of some columns, each to the next place of its column.
  private static func fill(
    _ range: Range<Int>, of pieces: [Piece], first: Int,
    at next: UnsafeMutableBufferPointer<Int>, _ outputs: UnsafeMutableBufferPointer<Int32>,
    _ entries: UnsafeMutableBufferPointer<Double>
  ) {
    var output = first
    for piece in pieces {
      var place = 0
      piece.rows.columns.withUnsafeBufferPointer { columns in
        piece.rows.entries.withUnsafeBufferPointer { values in
          for end in piece.ends {
            while place < end {
              let column = Int(columns[place])
              if range.contains(column) {
                outputs[next[column]] = Int32(truncatingIfNeeded: output)
                entries[next[column]] = values[place]
                next[column] += 1
              }
              place += 1
            }
            output += 1
          }
        }
      }
    }
  }
}

extension [Int] {
  /// The first place of these ascending numbers that holds `number` or more.
  fileprivate func partitioningIndex(reaching number: Int) -> Int {
    var range = indices
    while let middle = range.isEmpty ? nil : range.lowerBound + range.count / 2 {
      range = self[middle] < number ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return range.lowerBound
  }
}

extension JacobianTile.Piece {
  /// Notes what is to be known of the row whose entries start at `start`.
  fileprivate mutating func finishRow(from start: Int, value: Double, _ values: [Double]) {
    let (columns, entries) = (rows.columns, rows.entries)
    var (most, squares) = (0.0, value * value)
    columns.withUnsafeBufferPointer { columns in
      entries.withUnsafeBufferPointer { entries in
        values.withUnsafeBufferPointer { values in
          for place in start..<entries.count {
            most = max(most, entries[place].magnitude)
            let term = entries[place] * values[Int(columns[place])]
            squares += term * term
          }
        }
      }
    }
    ends.append(entries.count)
    largest.append(most)
    size.append(squares.squareRoot())
  }
}
