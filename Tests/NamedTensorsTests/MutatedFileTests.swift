import Foundation
import GSL
@testable import NamedTensors
import Tensors
import Testing

/// Thousands of files that are almost right. A reader either refuses one in a sentence that names it, or
/// gives tensors that are no larger than the file and that it writes and reads again unchanged. A trap
/// ends the test's process.
///
/// Another seed: `NAMED_TENSORS_SEED=7 swift test --filter MutatedFileTests`.
@Suite("Mutated files")
struct MutatedFileTests {
  private static let seed =
    ProcessInfo.processInfo.environment["NAMED_TENSORS_SEED"].flatMap(UInt64.init) ?? 1

  /// Mutates a file, or a text in it, in one to four places.
  private struct Mutator {
    let generator: RandomGenerator

    private static let numbers = [
      "0", "1", "2", "7", "-1", "1.5", "1e3", "00", "65536", "4294967296", "1152921504606846976",
      "4611686018427387904", "9223372036854775807", "9223372036854775808", "18446744073709551615",
      "340282366920938463463374607431768211456",
    ]
    private static let words = [
      "(", ")", "[", "]", "{", "}", ",", ":", "'", "\"", "\\", "\\u0000", "\\ud800", "null", "True",
      "F32", "F64", "BF16", "I8", "<f4", ">f8", "|u1", "<i2", "__metadata__", "shape", "dtype", " ",
      "\u{0}", "é",
    ]

    func mutated(_ file: [UInt8]) -> [UInt8] {
      var bytes = file
      for _ in 0...generator.integer(below: 4) { mutate(&bytes) }
      return bytes
    }

    private func mutate(_ bytes: inout [UInt8]) {
      guard !bytes.isEmpty else { return bytes.append(UInt8(generator.integer(below: 256))) }
      let place = generator.integer(below: bytes.count)
      let length = min(bytes.count - place, 1 + generator.integer(below: 12))
      switch generator.integer(below: 8) {
      case 0: bytes[place] ^= 1 << UInt8(generator.integer(below: 8))
      case 1: bytes[place] = UInt8([0, 1, 0x7F, 0x80, 0xFF][generator.integer(below: 5)])
      case 2: bytes.removeSubrange(place..<place + length)
      case 3: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
      case 4: bytes.removeSubrange(place...)
      case 5:
        let word = Self.words[generator.integer(below: Self.words.count)]
        bytes.insert(contentsOf: Array(word.utf8), at: place)
      default:
        // A number of the text by another one.
        guard
          let start = bytes[place...].firstIndex(where: { (0x30...0x39).contains($0) })
        else { return }
        let end = bytes[start...].firstIndex { !(0x30...0x39).contains($0) } ?? bytes.count
        let number = Self.numbers[generator.integer(below: Self.numbers.count)]
        bytes.replaceSubrange(start..<end, with: Array(number.utf8))
      }
    }
  }

  /// What became of mutated files.
  private struct Tally {
    var (refused, read) = (0, 0)
  }

  private func check(
    _ count: Int, of files: [[UInt8]], _ mutate: (Mutator, [UInt8]) -> [UInt8],
    decode: ([UInt8]) throws(InputError) -> TensorDictionary,
    encode: (TensorDictionary) throws(InputError) -> [UInt8]
  ) -> Tally {
    var tally = Tally()
    print("mutated files: seed \(Self.seed)")
    for round in 0..<count {
      let mutator = Mutator(
        generator: RandomGenerator(seed: Self.seed &* 1_000_003 &+ UInt64(round)))
      let bytes = mutate(mutator, files[round % files.count])
      let label = "seed \(Self.seed), round \(round)"
      let tensors: TensorDictionary
      do throws(InputError) { tensors = try decode(bytes) } catch {
        tally.refused += 1
        #expect(error.subject.contains("mutated"), "\(label): \(error)")
        continue
      }
      tally.read += 1
      #expect(tensors.reduce(0) { $0 + $1.data.bytes.count } <= bytes.count, "\(label)")
      do throws(InputError) {
        let again = try decode(try encode(tensors))
        #expect(again.metadata == tensors.metadata, "\(label)")
        #expect(again.names.sorted() == tensors.names.sorted(), "\(label)")
        #expect(tensors.allSatisfy { again[$0.name] == $0.data }, "\(label)")
      } catch { Issue.record("\(label): what was read cannot be written: \(error)") }
    }
    return tally
  }

  private func layouts() throws -> [[UInt8]] {
    try ZipArchive.read(ByteSource(GoldenFile.bytes("layouts.npz"), name: "layouts"))
      .map { try $0.content.bytes(0..<$0.content.count) }
  }

  private func decodeNPY(_ bytes: [UInt8]) throws(InputError) -> TensorDictionary {
    ["x": try NPY.decode(bytes, name: "mutated")]
  }

  private func encodeNPY(_ tensors: TensorDictionary) throws(InputError) -> [UInt8] {
    try NPY.encode(tensors[0].data)
  }

  @Test("Arrays, anywhere")
  func arrays() throws {
    let tally = check(
      6000, of: [try GoldenFile.bytes("array.npy")] + (try layouts()), { $0.mutated($1) },
      decode: decodeNPY, encode: encodeNPY)
    #expect(tally.refused > 500 && tally.read > 20, "\(tally)")
  }

  @Test("Headers of arrays, with a length that fits")
  func arrayHeaders() throws {
    let tally = check(
      6000, of: [try GoldenFile.bytes("array.npy")],
      { mutator, bytes in
        let end = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
        let header = mutator.mutated(Array(bytes[10..<end].prefix(70)))
        let length = [UInt8(header.count & 0xFF), UInt8(header.count >> 8)]
        return bytes[..<8] + length + header + bytes[end...]
      }, decode: decodeNPY, encode: encodeNPY)
    #expect(tally.refused > 500 && tally.read > 20, "\(tally)")
  }

  @Test("Safetensors, anywhere")
  func safetensors() throws {
    let tally = check(
      6000, of: [try GoldenFile.bytes("tensors.safetensors")], { $0.mutated($1) },
      decode: { bytes throws(InputError) in try Safetensors.decode(bytes, name: "mutated") },
      encode: Safetensors.encode)
    #expect(tally.refused > 500 && tally.read > 20, "\(tally)")
  }

  @Test("Headers of safetensors, with a length that fits")
  func safetensorsHeaders() throws {
    let small = try Safetensors.encode([
      "a": .golden(.float32, [2, 3]), "b": .golden(.int8, [5]), "c": .golden(.float64, [1]),
    ])
    let tally = check(
      6000, of: [try GoldenFile.bytes("tensors.safetensors"), small],
      { mutator, bytes in
        let end = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
        let header = mutator.mutated(Array(bytes[8..<end]))
        let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
        return length + header + bytes[end...]
      },
      decode: { bytes throws(InputError) in try Safetensors.decode(bytes, name: "mutated") },
      encode: Safetensors.encode)
    #expect(tally.refused > 500 && tally.read > 20, "\(tally)")
  }

  @Test("Archives, anywhere and in their directory")
  func archives() throws {
    let small = try NPZ.encode(["a": .golden(.float32, [2, 3]), "b": .golden(.int8, [5])])
    let tally = check(
      6000,
      of: [try GoldenFile.bytes("arrays.npz"), small, try GoldenFile.bytes("compressed.npz")],
      { mutator, bytes in
        // Most of an archive is under a check sum; the directory is not.
        let tail = mutator.generator.integer(below: 2) == 0 ? bytes.count : 150
        return bytes.dropLast(tail) + mutator.mutated(bytes.suffix(tail))
      },
      decode: { bytes throws(InputError) in try NPZ.decode(bytes, name: "mutated") },
      encode: NPZ.encode)
    #expect(tally.refused > 500 && tally.read > 20, "\(tally)")
  }

  @Test("Arrays in archives whose check sums fit")
  func arraysInArchives() throws {
    let files = try layouts()
    let tally = check(
      3000, of: files,
      { mutator, bytes in
        Array((ZipArchive.pieces(of: [("x.npy", [mutator.mutated(bytes)])]) ?? []).joined())
      },
      decode: { bytes throws(InputError) in try NPZ.decode(bytes, name: "mutated") },
      encode: NPZ.encode)
    #expect(tally.refused > 500 && tally.read > 20, "\(tally)")
  }
}
