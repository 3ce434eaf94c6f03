import NamedTensors
import Tensors
import Testing

@Suite("NPY")
struct NPYTests {
  @Test("A file of numpy.save is read, and written again byte for byte")
  func golden() throws {
    let array = try NPY.read(GoldenFile.path("array.npy"))
    #expect(array == .golden(.float64, [2, 3, 5]))
    #expect(try NPY.encode(array) == GoldenFile.bytes("array.npy"))
  }

  @Test("Both byte orders, both orders of axes and all three versions give the same elements")
  func layouts() throws {
    let expected: TensorDictionary = [
      "big f8": .golden(.float64, [2, 3, 5]), "big f4": .golden(.float32, [7, 1, 3]),
      "big f2": .golden(.float16, [5]), "big i8": .golden(.int64, [3, 5]),
      "big u4": .golden(.uint32, [13]), "big i2": .golden(.int16, [11]),
      "fortran f8": .golden(.float64, [2, 3, 5]), "fortran f4": .golden(.float32, [3, 1, 5, 2]),
      "fortran u1": .golden(.uint8, [3, 7]), "fortran f2": .golden(.float16, [4, 3]),
      "fortran empty": .golden(.float64, [2, 0, 3]), "big fortran f8": .golden(.float64, [3, 5]),
      "big fortran special": .golden(.float64, bits: specialDoubleBits),
      "version 2": .golden(.float64, [2, 3]), "version 3": .golden(.float64, [2, 3]),
    ]
    #expect(try NPZ.read(GoldenFile.path("layouts.npz")) == expected)
  }

  @Test(
    "Every type that NumPy has comes back as it was, of any rank", arguments: ElementType.allCases)
  func roundTrip(type: ElementType) throws {
    guard type != .bfloat16 else { return }
    let longShape = Shape([2] + [Int](repeating: 1, count: 63))
    for shape: Shape in [[], [1], [7], [0], [3, 5], [2, 0, 3], [1, 3, 1, 5], longShape] {
      let array = TensorData.golden(type, shape)
      let bytes = try NPY.encode(array)
      #expect(try NPY.decode(bytes) == array)
      #expect((bytes.count - array.bytes.count) % 64 == 0)
    }
  }

  @Test("A file is written and read as its bytes are")
  func files() throws {
    let folder = try ScratchFolder()
    let array = TensorData(Tensor<Float>([3], [1, -0.0, .nan]))
    try NPY.write(array, to: folder.file("a.npy"))
    #expect(try NPY.read(folder.file("a.npy")) == array)
    #expect(try folder.bytes("a.npy") == NPY.encode(array))
    #expect(try folder.files == ["a.npy"])
  }

  @Test("What NumPy cannot read is not written")
  func unwritable() {
    #expect(
      refusal { () throws(InputError) in try NPY.encode(.golden(.bfloat16, [2])) }
        == "an .npy file in memory expects a type that NumPy has, got bfloat16: write .safetensors")
    let shape = Shape([Int](repeating: 1, count: 65))
    #expect(
      refusal { () throws(InputError) in try NPY.encode(.golden(.int8, shape)) }
        == "an .npy file in memory expects at most NumPy's 64 axes, got 65")
  }
}
