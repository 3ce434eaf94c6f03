internal import Tensors

/// A zip archive of files that are stored as they are.
///
/// As `numpy.savez` writes it with Python's `zipfile`: no compression, names in UTF-8, the date 1980-01-01,
/// each local header with the sizes in a field of 64 bits. No archive above 4 GiB, whose directory would
/// need such fields as well.
enum ZipArchive {
  struct Entry {
    let name: String
    let content: ByteSource
  }

  private static let limit = 0xFFFF_FFFF

  // MARK: Reading

  /// The files of an archive in the order of its directory, their check sums compared.
  static func read(_ file: ByteSource) throws(InputError) -> [Entry] {
    let end = try endOfDirectory(file)
    let (count, size, start) = (
      Int(try file.integer(UInt16.self, at: end + 10)),
      Int(try file.integer(UInt32.self, at: end + 12)),
      Int(try file.integer(UInt32.self, at: end + 16))
    )
    guard start < limit, count < 0xFFFF else {
      throw file.error(
        "the directory", expects: "an archive of less than 4 GiB", got: "a larger one")
    }
    guard start + size == end else {
      throw file.error("the directory", expects: "to end at byte \(end)", got: "\(start + size)")
    }
    let directory = try file.bytes(start..<end)
    var (entries, place, claimed) = ([Entry](), 0, 0)
    for number in 0..<count {
      let field = "entry \(number) of the directory"
      func length(at offset: Int) -> Int { Int(directory.integer(UInt16.self, at: place + offset)) }
      guard size - place >= 46, directory[place...].starts(with: [0x50, 0x4B, 1, 2]),
        case let next = place + 46 + length(at: 28) + length(at: 30) + length(at: 32), next <= size
      else { throw file.error(field, expects: "a header with a name", got: "something else") }
      let name = directory[place + 46..<place + 46 + length(at: 28)]
      entries.append(
        try entry(Array(directory[place..<next]), name, of: file, before: start, field))
      // Files that share bytes could make a small archive a huge one.
      claimed += entries[number].content.count
      guard claimed <= start else {
        throw file.error(field, expects: "bytes of its own", got: "those of others")
      }
      place = next
    }
    guard place == size else {
      throw file.error("the directory", expects: "\(count) entries", got: "more")
    }
    return entries
  }

  /// The offset of the record at the end, which a comment may follow.
  private static func endOfDirectory(_ file: ByteSource) throws(InputError) -> Int {
    let start = max(0, file.count - 22 - 0xFFFF)
    let tail = try file.bytes(start..<file.count)
    for offset in stride(from: tail.count - 22, through: 0, by: -1)
    where tail[offset...].starts(with: [0x50, 0x4B, 5, 6])
      && offset + 22 + Int(tail[offset + 20]) + Int(tail[offset + 21]) << 8 == tail.count
    {
      return start + offset
    }
    throw file.error("the end", expects: "the directory of a zip archive", got: "none")
  }

  /// The file of a record of the directory, which begins at `end`.
  private static func entry(
    _ record: [UInt8], _ name: ArraySlice<UInt8>, of file: ByteSource, before end: Int,
    _ field: String
  ) throws(InputError) -> Entry {
    guard let text = String(validating: name, as: UTF8.self) else {
      throw file.error(field, expects: "a name in UTF-8", got: "other bytes")
    }
    let subject = "file \(quoted(text))"
    let method = record.integer(UInt16.self, at: 10)
    // The flags of encryption and of patches.
    guard method == 0, record.integer(UInt16.self, at: 8) & 0x61 == 0 else {
      throw file.error(
        subject, expects: "to be stored as it is, as numpy.savez does",
        got: method == 8 ? "a compressed one: write it by savez" : "method \(method), or encryption"
      )
    }
    let stored = Int(record.integer(UInt32.self, at: 20))
    let size = Int(record.integer(UInt32.self, at: 24))
    let header = Int(record.integer(UInt32.self, at: 42))
    guard header + 30 + name.count <= end,
      try file.integer(UInt32.self, at: header) == 0x0403_4B50,
      try file.integer(UInt16.self, at: header + 26) == name.count,
      try file.bytes(header + 30..<header + 30 + name.count) == Array(name)
    else {
      throw file.error(subject, expects: "its header at byte \(header)", got: "something else")
    }
    let start = header + 30 + name.count + Int(try file.integer(UInt16.self, at: header + 28))
    guard stored == size, start + size <= end else {
      throw file.error(
        subject, expects: "\(size) bytes from \(start) on",
        got: "\(stored) of them, and the directory at \(end)")
    }
    let content = file.part(start..<start + size, name: "\(file.name), \(subject)")
    var sum = CRC32()
    for piece in stride(from: 0, to: size, by: 1 << 20) {
      sum.add(try content.bytes(piece..<min(piece + 1 << 20, size)))
    }
    let expected = record.integer(UInt32.self, at: 16)
    guard sum.value == expected else {
      throw file.error(
        "the check sum of \(subject)", expects: "\(expected)",
        got: "\(sum.value): the file was damaged")
    }
    return Entry(name: text, content: content)
  }

  // MARK: Writing

  /// The pieces of an archive of files, each itself in pieces; nil where it is larger than 4 GiB or has
  /// more than 65,534 files.
  static func pieces(of files: [(name: String, content: [[UInt8]])]) -> [[UInt8]]? {
    var (pieces, directory) = ([[UInt8]](), [UInt8]())
    var offset = 0
    for (name, content) in files {
      let size = content.reduce(0) { $0 + $1.count }
      let name = Array(name.utf8)
      guard offset + size < limit, name.count <= 0xFFFF else { return nil }
      var sum = CRC32()
      content.forEach { sum.add($0) }
      // The version 4.5 to extract; names beyond ASCII are marked as UTF-8; no method; 1980-01-01.
      let flags: UInt8 = name.allSatisfy { $0 < 0x80 } ? 0 : 8
      var common: [UInt8] = [45, 0, 0, flags, 0, 0, 0, 0, 0x21, 0]
      common.append(littleEndian: sum.value)
      var local: [UInt8] = [0x50, 0x4B, 3, 4] + common + [UInt8](repeating: 0xFF, count: 8)
      local.append(littleEndian: UInt16(name.count))
      local += [20, 0] + name + [1, 0, 16, 0]
      for _ in 0..<2 { local.append(littleEndian: UInt64(size)) }
      // Made by version 4.5 under Unix, readable and writable by its owner.
      directory += [0x50, 0x4B, 1, 2, 45, 3] + common
      for _ in 0..<2 { directory.append(littleEndian: UInt32(size)) }
      directory.append(littleEndian: UInt16(name.count))
      directory += [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 1]
      directory.append(littleEndian: UInt32(offset))
      directory += name
      pieces += [local] + content
      offset += local.count + size
    }
    guard offset + directory.count < limit, files.count < 0xFFFF else { return nil }
    var end: [UInt8] = [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
    for _ in 0..<2 { end.append(littleEndian: UInt16(files.count)) }
    end.append(littleEndian: UInt32(directory.count))
    end.append(littleEndian: UInt32(offset))
    return pieces + [directory, end + [0, 0]]
  }
}
