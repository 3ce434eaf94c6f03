extension [UInt8] {
  /// Appends a number with its least significant byte first.
  mutating func append<Word: FixedWidthInteger>(littleEndian word: Word) {
    for shift in stride(from: 0, to: Word.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }

  /// The unsigned number in little-endian bytes from `offset` on.
  ///
  /// - Precondition: the bytes are there.
  func integer<Word: FixedWidthInteger & UnsignedInteger>(
    _ type: Word.Type, at offset: Int
  ) -> Word {
    self[offset..<offset + Word.bitWidth / 8].reversed().reduce(0) { $0 << 8 | Word($1) }
  }
}
